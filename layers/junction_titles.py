"""What the values of OpenStreetMap tags at junctions mean, for cards and tables: barriers, crossings, turns."""

from collections.abc import Mapping

from geodata.language import N_

from .tag_titles import YES_NO

BARRIER: Mapping[str, str] = {
    "gate": N_("gate"),
    "swing_gate": N_("swing gate"),
    "sliding_gate": N_("sliding gate"),
    "wicket_gate": N_("small gate for walkers"),
    "hampshire_gate": N_("gate of wire"),
    "bump_gate": N_("gate pushed open by cars"),
    "lift_gate": N_("lift gate"),
    "sliding_beam": N_("sliding beam"),
    "bollard": N_("bollard"),
    "rising_bollard": N_("rising bollard"),
    "block": N_("block"),
    "jersey_barrier": N_("concrete barrier"),
    "planter": N_("planter"),
    "log": N_("log"),
    "debris": N_("heap of earth or rubble"),
    "boulder": N_("boulder"),
    "stone": N_("stone"),
    "spikes": N_("spikes"),
    "cycle_barrier": N_("cycle barrier"),
    "chicane": N_("staggered railings"),
    "motorcycle_barrier": N_("barrier against motorcycles"),
    "stile": N_("stile"),
    "horse_stile": N_("stile for horses"),
    "turnstile": N_("turnstile"),
    "full-height_turnstile": N_("turnstile of full height"),
    "kissing_gate": N_("kissing gate"),
    "yes": N_("barrier of unknown kind"),
    "barrier": N_("barrier of unknown kind"),
    "entrance": N_("gap in a wall or fence"),
    "chain": N_("chain"),
    "rope": N_("rope"),
    "height_restrictor": N_("height limit"),
    "toll_booth": N_("toll booth"),
    "border_control": N_("border control"),
    "sally_port": N_("old gateway"),
    "bus_trap": N_("bus trap"),
    "sump_buster": N_("block only high vehicles pass over"),
    "cattle_grid": N_("cattle grid"),
}

BOLLARD: Mapping[str, str] = {
    "fixed": N_("fixed"),
    "removable": N_("removable"),
    "rising": N_("rising"),
    "flexible": N_("flexible"),
    "foldable": N_("folding"),
    "irremovable": N_("fixed"),
}

RAILWAY_CROSSING: Mapping[str, str] = {
    "crossing": N_("walkers over the tracks"),
    "level_crossing": N_("road over the tracks"),
    "tram_crossing": N_("walkers over tram tracks"),
    "tram_level_crossing": N_("road over tram tracks"),
}

CROSSING_SIGNALS: Mapping[str, str] = {
    **YES_NO,
    "shared": N_("shared by walkers and bicycles"),
    "separate": N_("apart for walkers and bicycles"),
}

CROSSING_MARKINGS: Mapping[str, str] = {
    **YES_NO,
    "zebra": N_("zebra"),
    "zebra:double": N_("double zebra"),
    "zebra:bicolour": N_("zebra of two colours"),
    "ladder": N_("ladder"),
    "lines": N_("lines"),
    "lines:paired": N_("double lines"),
    "dashes": N_("dashes"),
    "dots": N_("dots"),
    "surface": N_("another surface"),
    "pictograms": N_("pictures"),
}

TRAFFIC_SIGNALS: Mapping[str, str] = {
    "signal": N_("for traffic"),
    "traffic_lights": N_("for traffic"),
    "crossing": N_("for walkers"),
    "pedestrian_crossing": N_("for walkers"),
    "emergency": N_("for emergency services"),
    "ramp_meter": N_("before a slip road"),
    "blinker": N_("blinking"),
    "level_crossing": N_("at a level crossing"),
    "tram_priority": N_("for trams"),
    "bus_priority": N_("for buses"),
}

DIRECTION: Mapping[str, str] = {
    "forward": N_("along the line as drawn"),
    "backward": N_("against the line as drawn"),
    "both": N_("both ways"),
}

SOUND: Mapping[str, str] = {**YES_NO, "locate": N_("to find the post"), "walk": N_("while it is green")}

RESTRICTION: Mapping[str, str] = {
    "no_left_turn": N_("no left turn"),
    "no_right_turn": N_("no right turn"),
    "no_straight_on": N_("not straight on"),
    "no_u_turn": N_("no U-turn"),
    "only_left_turn": N_("left turn only"),
    "only_right_turn": N_("right turn only"),
    "only_straight_on": N_("straight on only"),
    "only_u_turn": N_("U-turn only"),
    "no_entry": N_("no entry"),
    "no_exit": N_("no exit"),
}

VEHICLES: Mapping[str, str] = {
    "vehicle": N_("vehicles"),
    "motor_vehicle": N_("motor vehicles"),
    "motorcar": N_("cars"),
    "motorcycle": N_("motorcycles"),
    "moped": N_("mopeds"),
    "bicycle": N_("bicycles"),
    "psv": N_("public transport"),
    "bus": N_("buses"),
    "taxi": N_("taxis"),
    "tram": N_("trams"),
    "goods": N_("vans"),
    "hgv": N_("lorries"),
    "hazmat": N_("dangerous goods"),
    "caravan": N_("caravans"),
    "agricultural": N_("farm traffic"),
    "emergency": N_("emergency services"),
    "residents": N_("residents"),
    "destination": N_("destination traffic"),
    "delivery": N_("delivery"),
    "foot": N_("walkers"),
}
