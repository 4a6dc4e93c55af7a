"""What is kept out of the process that serves, and why: it would fill two thirds of the memory and never be used.

Rasa imports for all its uses what only some of them need: TensorFlow for training, and the clients of databases and of
chat services that are not ours. `keep_out` comes before Rasa is imported, and only in a process that serves: Rasa's
own commands (`rasa train`, `rasa test`, `rasa shell`, ...) know nothing of it. What is kept out and used all the same
raises KeptOutError, which names this file.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import MappingProxyType, ModuleType
from typing import Any, Dict, Mapping, NoReturn, Optional, Sequence

# Who imports these goes on without them where they are not installed. So they count as not installed.
ABSENT: Mapping[str, str] = MappingProxyType(
    {
        "tensorflow": "only training needs it, and that of classifiers we don't have; thinc, which spaCy stands on, takes it if it can",
        "keras": "comes with TensorFlow",
        "tensorboard": "comes with TensorFlow",
        "jax": "comes with TensorFlow",
        "torch": "thinc takes it if it can; the sentence embedding runs without",
        "sklearn": "only training needs it; what was learnt is kept as plain numbers",
        "matplotlib": "only the plots of `rasa test` need it",
        "networkx": "only pictures of stories need it",
        "redis": "locks and conversations in Redis; one process serves, and ours are in SQL",
        "h5py": "weights of Keras, which thinc reads if it can",
        "pygments": "colours in the pages that mako, which alembic stands on, makes of errors, if it can",
        "rich": "colours on a terminal, which structlog uses if it can",
    }
)
# Who imports these names them while a module is read, and uses them where we never are.
STAND_INS: Mapping[str, str] = MappingProxyType(
    {
        "rasa.utils.train_utils": "serves classifiers of TensorFlow; Rasa's entity extractors import it and don't use it",
        "rasa.utils.tensorflow.model_data": "rows of training data for TensorFlow; our policy is rules alone",
        "rasa.utils.tensorflow.model_data_utils": "rows of training data for TensorFlow; our policy is rules alone",
        "rasa.cli.utils": "questions on a terminal; its channels import it, and with it the reading of training data and what Rasa tells its makers",
        "rasa.core.test": "plays stories through; the policy of rules does that in training alone",
        "dask": "sorts the graph of components for each message; ours is sorted once (bot/dialogue/straight_graph.py)",
        "sentry_sdk": "tells Rasa's makers of errors, over the net; nobody is told of ours",
        "structlog_sentry": "comes with sentry_sdk",
        "apscheduler": "reminders, and models that are fetched while it serves; we have neither",
        "aio_pika": "events for RabbitMQ; we send none",
        "aiormq": "comes with aio_pika",
        "spacy.cli": "spaCy's commands; they bring a way to draw on terminals",
        "scipy.sparse.csgraph": "paths through graphs; of scipy we multiply sparse tables alone",
        "boto3": "conversations in DynamoDB; ours are in SQL",
        "botocore": "comes with boto3",
        "pymongo": "conversations in MongoDB; ours are in SQL",
    }
)
# Of Rasa's channels the base alone: each of the others brings the client of a chat service (docs/channels.md).
CHANNELS, BASE = "rasa.core.channels", "rasa.core.channels.channel"
_CHANNELS_WHY = "our channels are our own; each of Rasa's brings the client of a chat service"


class KeptOutError(ModuleNotFoundError):
    """Something that is kept out of this process was used. Says what it is, why, and where that stands."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is kept out of the process that serves ({reason_for(name)}); see bot/dialogue/lean.py",
            name=name,
        )


def keep_out() -> None:
    """Keep all this out of the process from now on. Raises RuntimeError if some of it is in already."""
    if any(isinstance(finder, _Doorkeeper) for finder in sys.meta_path):
        return
    early = sorted(name for name in sys.modules if reason_for(name) or name == CHANNELS)
    if early:
        raise RuntimeError(f"bot/dialogue/lean.py comes too late: {early[0]} is imported already")
    sys.meta_path.insert(0, _Doorkeeper())
    _load_models_without_training()


def reason_for(name: str) -> Optional[str]:
    """Why a module is kept out; None if it is not."""
    if name.startswith(f"{CHANNELS}.") and name != BASE:
        return _CHANNELS_WHY
    return _under(ABSENT, name) or _under(STAND_INS, name)


def _under(reasons: Mapping[str, str], name: str) -> Optional[str]:
    """The reason for a module or for a package that it is in."""
    parts = name.split(".")
    above = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((reasons[one] for one in above if one in reasons), None)


class _Doorkeeper(importlib.abc.MetaPathFinder):
    """Is asked for a module before everybody else."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """A stand-in, nothing (whoever is next finds the module), or KeptOutError."""
        if name == CHANNELS:
            return _channels_spec(path)
        if name == "distutils":  # setuptools would put its own in the place of Python's, and itself with it
            return importlib.machinery.PathFinder.find_spec(name)
        if _under(STAND_INS, name):
            return importlib.machinery.ModuleSpec(name, _StandInLoader(), is_package=True)
        if reason_for(name):
            raise KeptOutError(name)
        return None


class _StandInLoader(importlib.abc.Loader):
    """Makes modules in which every name is there, and none can be used."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python itself asks for these, and takes no for an answer
            raise AttributeError(name)
        return _Unusable(name, (Exception,), {"__module__": self.__name__})


class _Unusable(type):
    """A class that can be named, as what is taken or caught, and nothing else."""

    def __call__(cls, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise KeptOutError(f"{cls.__module__}.{cls.__name__}")

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise KeptOutError(f"{cls.__module__}.{cls.__name__}.{name}")


def _channels_spec(path: Optional[Sequence[str]]) -> Optional[importlib.machinery.ModuleSpec]:
    spec = importlib.machinery.PathFinder.find_spec(CHANNELS, path)
    if spec is not None:
        spec.loader = _ChannelsLoader()
    return spec


class _ChannelsLoader(importlib.abc.Loader):
    """Rasa's package of channels with its base alone."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """An ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        from rasa.core.channels import channel

        names: Dict[str, Any] = vars(module)
        for name in ("InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel"):
            names[name] = getattr(channel, name)


def _load_models_without_training() -> None:
    """A model names the steps of its training too, and Rasa imports their classes, which import TensorFlow.

    Its domain was held against Rasa's schema when it was trained: here that would be done again, and twice.
    """
    import rasa.shared.utils.validation
    from rasa.engine.storage.storage import ModelMetadata

    rasa.shared.utils.validation.validate_yaml_schema = lambda *_as_trained, **_with: None

    whole = ModelMetadata.from_dict

    def without_training(serialized: Dict[str, Any]) -> Any:
        return whole({**serialized, "train_schema": {"nodes": {}}})

    ModelMetadata.from_dict = without_training
