"""The layers that edits changed: they can be let go of, and are made again of the edits when they are asked for."""

from collections.abc import Callable, Iterator, Mapping

from layers.layer import Layer


class EditedLayers(Mapping[str, Layer]):
    """Layers by name that `remake` gives again, with the same content, after they were let go of."""

    def __init__(self, layers: Mapping[str, Layer], remake: Callable[[], Mapping[str, Layer]]) -> None:
        self._names, self._layers, self._remake = tuple(layers), dict(layers), remake

    def forget(self) -> None:
        """Let go of the layers' tables."""
        self._layers = {}

    def __getitem__(self, name: str) -> Layer:
        if name not in self._names:
            raise KeyError(name)
        layers = self._layers  # held here: another thread may let go of them meanwhile
        if name not in layers:
            layers = self._layers = dict(self._remake())
        return layers[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
