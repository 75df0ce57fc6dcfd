"""Training happens once for each state of the sources, and only those sources count."""

from __future__ import annotations

import os
import stat
import sys
import textwrap
from pathlib import Path

import pytest

from iclick import training
from iclick.rasa import serving_command, serving_environment
from iclick.settings import ROOT, load_settings
from iclick.training import (
    KEPT,
    NoModel,
    TrainingFailed,
    current_model,
    model_to_serve,
    sources,
    sources_digest,
    train,
)

RASA = """
import pathlib, sys
words = sys.argv[1:]
folder, name = words[words.index("--out") + 1], words[words.index("--fixed-model-name") + 1]
print("INFO  Starting to train component 'Normaliser'.")
with open("trainings", "a") as log:
    log.write("1")
pathlib.Path(folder, name + ".tar.gz").write_text("model")
"""


@pytest.fixture
def house(tmp_path, monkeypatch) -> Path:
    """A small house whose Rasa only pretends."""
    for name, content in {
        "config.yml": "pipeline:\n  - name: engine.words.Words\n",
        "domain.yml": "intents: [greet]\n",
        "data/greeting/nlu.yml": "nlu: []\n",
        "domain/greeting.yml": "responses: {}\n",
        "engine/words.py": "from engine.spelling import WORDS\n",
        "engine/spelling.py": "WORDS = 1\n",
        "engine/channel.py": "PORT = 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    pretend_rasa(tmp_path, monkeypatch, RASA)
    return tmp_path


def pretend_rasa(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    rasa = folder / "rasa"
    rasa.write_text(f"#!{sys.executable}\n{textwrap.dedent(code)}")
    rasa.chmod(rasa.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(training, "RASA", rasa)
    monkeypatch.setattr("iclick.rasa.RASA", rasa)


def trainings(house: Path) -> int:
    return len((house / "trainings").read_text())


def test_a_second_training_of_the_same_data_does_nothing(house):
    first, second = train(house / "models", house), train(house / "models", house)
    assert (first.is_new, second.is_new, trainings(house)) == (True, False, 1)
    assert first.model == second.model


@pytest.mark.parametrize(
    "changed",
    [
        "config.yml",
        "domain.yml",
        "data/greeting/nlu.yml",
        "domain/greeting.yml",
        "engine/words.py",
        "engine/spelling.py",
    ],
)
def test_a_change_of_what_is_trained_asks_for_a_new_model(house, changed):
    before = sources_digest(house)
    with (house / changed).open("a") as file:
        file.write("# changed\n")
    assert sources_digest(house) != before


def test_a_change_of_what_only_serves_asks_for_no_new_model(house):
    before = sources_digest(house)
    (house / "engine/channel.py").write_text("PORT = 2\n")
    assert sources_digest(house) == before


def test_going_back_to_older_data_finds_its_model_again(house):
    domain = house / "domain.yml"
    original = domain.read_text()
    train(house / "models", house)
    domain.write_text("intents: [greet, goodbye]\n")
    train(house / "models", house)
    domain.write_text(original)
    assert train(house / "models", house).is_new is False


def test_only_the_newest_models_are_kept(house):
    for number in range(KEPT + 2):
        (house / "domain.yml").write_text(f"intents: [greet{number}]\n")
        model = train(house / "models", house).model
        os.utime(model, (number, number))
    assert len(list((house / "models").glob("iclick-*.tar.gz"))) == KEPT


def test_each_component_is_told_while_it_is_trained(house):
    told: list[str] = []
    train(house / "models", house, told.append)
    assert told == ["Normaliser"]


def test_a_failed_training_says_why_and_leaves_no_model(house, monkeypatch):
    pretend_rasa(house, monkeypatch, "print('no such intent'); raise SystemExit(1)")
    with pytest.raises(TrainingFailed, match="no such intent"):
        train(house / "models", house)
    assert list((house / "models").glob("*.tar.gz")) == []


def test_the_newest_model_serves_until_there_is_one_of_todays_data(house):
    older = train(house / "models", house).model
    (house / "domain.yml").write_text("intents: [goodbye]\n")
    assert model_to_serve(house / "models", house) == older


def test_without_any_model_serving_says_how_to_get_one(house):
    with pytest.raises(NoModel, match="iclick train"):
        model_to_serve(house / "models", house)


def test_the_real_sources_are_all_there():
    names = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {"config.yml", "domain.yml", "engine/normaliser.py"} <= names
    assert names.isdisjoint({"engine/channel.py", "engine/tracker_store.py"})
    assert current_model().name.startswith("iclick-")


def test_rasa_gets_its_own_two_secrets_and_no_other(monkeypatch):
    monkeypatch.setenv("TPA_API_TOKEN", "not for rasa")
    settings = load_settings(
        env_file=None,
        secret_key="the-key-of-everything",
        database_url="postgresql://insurer:password@db/insurer",
    )
    environment = serving_environment(settings)
    secret = ("not for rasa", "the-key-of-everything", "password")
    leaked = [value for value in environment.values() if any(word in value for word in secret)]
    assert leaked == []
    assert environment.keys() - {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ"} == {
        "ACTIONS_TOKEN",
        "ACTIONS_URL",
        "LOG_LEVEL",
        "PYTHONPATH",
        "PYTHONUNBUFFERED",
        "PYTHONWARNINGS",
        "RASA_TELEMETRY_ENABLED",
        "RASA_TOKEN",
        "SQLALCHEMY_SILENCE_UBER_WARNING",
        "TF_CPP_MIN_LOG_LEVEL",
        "TF_ENABLE_ONEDNN_OPTS",
        "TRACKER_DATABASE_URL",
        "TRACKER_KEYS",
    }


def test_rasa_listens_on_loopback_and_without_its_own_http_api():
    command = serving_command(load_settings(env_file=None), Path("model.tar.gz"))
    assert command[command.index("--interface") + 1] == "127.0.0.1"
    assert "--enable-api" not in command
