"""Names for the embedded city: plausible in the Banat, borrowed from no real quarter of Timișoara."""

import numpy as np

CANAL = "Canalul Morii"
RINGS = ("Bulevardul Bastionului", "Bulevardul Parcurilor", "Bulevardul Unirii", "Bulevardul Teilor", "Centura Verde")
RADIALS = (
    "Calea Morii",
    "Calea Dumbrăvii",
    "Calea Viilor",
    "Calea Țesătorilor",
    "Calea Șesului",
    "Calea Luncii",
    "Calea Podului Lung",
    "Calea Școlilor",
    "Calea Livezilor",
)
EMBANKMENTS = ("Splaiul Nufărului", "Splaiul Sălciilor")
PARKS = (
    "Parcul Castanilor", "Parcul Rozelor", "Grădina Mare", "Parcul Copiilor", "Parcul Podului", "Parcul Bastionului",
    "Grădina de Vară", "Parcul Arinilor", "Parcul Florilor", "Parcul Poeților", "Parcul Tineretului", "Parcul Izvor",
)  # fmt: skip
OPERATORS = ("ElectroVolt Demo", "Rețea Verde", "Încarcă Aici")
BIKE_NETWORK = "VeloTeilor"

_NOUNS = """
Teiului Stejarului Ulmului Frasinului Arțarului Mesteacănului Salciei Plopului Bradului Castanului Nucului
Cireșului Mărului Părului Prunului Caisului Piersicului Gutuiului Vișinului Alunului Salcâmului Carpenului
Fagului Molidului Trandafirului Lalelei Bujorului Crinului Garoafei Zambilei Narcisei Ghiocelului Viorelei
Margaretei Macului Liliacului Iasomiei Lăcrămioarei Mușețelului Sulfinei Crizantemei Irisului Nufărului
Levănțicii Busuiocului Romaniței Brândușei Rândunicii Privighetorii Ciocârliei Mierlei Vrabiei Cocorului Berzei
Lebedei Porumbelului Pițigoiului Cucului Vulturului Graurului Pupezei Egretei Sturzului Presurii Ciocănitorii
Bufniței Șoimului Căprioarei Cerbului Veveriței Ariciului Olarilor Fierarilor Tâmplarilor Croitorilor
Dulgherilor Zidarilor Morarilor Brutarilor Pescarilor Plugarilor Păstorilor Grădinarilor Țesătorilor
Tipografilor Cizmarilor Dogarilor Rotarilor Potcovarilor Lăutarilor Vânătorilor Albinarilor Sticlarilor
Argintarilor Ceasornicarilor Funarilor Cojocarilor Tăbăcarilor Văcarilor Luntrașilor Podarilor Pădurarilor
Izvorului Fântânii Pârâului Lacului Podului Vadului Luncii Câmpului Dealului Viilor Livezii Grădinii Pădurii
Poienii Crângului Șesului Morii Stăvilarului Digului Malului Ostrovului Trestiei Papurei Cânepei Inului Grâului
Secarei Ovăzului Porumbului Secerei Spicului Snopului Viței Strugurelui Hameiului Mierii Stupului Florilor
Frunzelor Mugurului Semințelor Soarelui Lunii Stelei Luceafărului Aurorei Zorilor Amurgului Primăverii Verii
Toamnei Iernii Curcubeului Ploii Vântului Norilor Zefirului Armoniei Păcii Libertății Concordiei Speranței
Prieteniei Înfrățirii Biruinței Visului Poveștii Poeților Pictorilor Muzicii Teatrului Viorii Fluierului Horei
Doinei Baladei Clopotului Bisericii Școlii Dascălilor Cărții Bibliotecii Astronomilor Inventatorilor
Navigatorilor Călătorilor Poștei Gării Târgului Hanului Cetății Bastionului Zidului Porții Turnului Străjerilor
Arcașilor Lăncierilor Meșterilor Breslei Ocnei Cărămidăriei Varului Nisipului Pietrei Cremenii Smaraldului
Rubinului Chihlimbarului Argintului Aramei Oțelului Nicovalei Roții Carului Căruței
"""

QUARTERS = (
    "Orașul Vechi", "Morii de Sus", "Cartierul Teilor", "Viile Noi", "Țesători", "Șesul Mare", "Podul Lung",
    "Cartierul Școlilor", "Livezi", "Dumbrava", "Fântânele", "Grădinari", "Stăvilar", "Câmpul Florilor", "Luntrași",
    "Cartierul Uzinei", "Poiana Nouă", "Castani", "Vadul Mic", "Olari", "Cărămidărie", "Pescari", "Spicului", "Arini",
)  # fmt: skip

SHOPS = {
    "supermarket": ("Piața Mică", "Cămara", "Alimentara Teilor", "Băcănia Mare"),
    "bakery": ("Brutăria Spicului", "Pâine Caldă", "Covrigăria Veche"),
    "convenience": ("La Colț", "Alimentara", "Magazin Mixt"),
    "hairdresser": ("Salon Margareta", "Frizeria Veche"),
    "clothes": ("Croitoria Nouă", "Haine și Stofe"),
    "books": ("Librăria Poeților", "Cartea de Aur"),
    "florist": ("Florăria Bujorul", "Floarea Orașului"),
}
FLOWERS = ("Bujorul", "Crinul", "Laleaua", "Macul", "Narcisa", "Nufărul", "Salvia", "Sulfina", "Teiul", "Viorele")
EATERIES = (
    "La Pod",
    "Hanul Morarului",
    "Casa Teilor",
    "Grădina de Vară",
    "Curtea Veche",
    "La Doi Castani",
    "Bistro Splai",
)


def street_names(count: int, rng: np.random.Generator) -> list[str]:
    """Return that many different names of streets, in an order drawn from `rng`."""
    nouns = [str(n) for n in rng.permutation(_NOUNS.split())]
    names = [f"Strada {n}" for n in nouns] + [f"Aleea {n}" for n in reversed(nouns)] + [f"Intrarea {n}" for n in nouns]
    if count > len(names):
        names += [f"Strada {n} {i}" for i in range(2, 2 + count // len(nouns)) for n in nouns]
    return names[:count]
