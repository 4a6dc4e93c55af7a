"""Our parts of Rasa's pipeline, each made, trained, kept and loaded again through Rasa's own model storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.chat_normaliser import PARTS, PLAIN, ChatNormaliser
from bot.nlu.importer import TOPIC, full_label
from bot.nlu.sentence_embedding import ALIAS, PART_VECTORS, SentenceEmbedding, vector_of
from bot.nlu.topics import ADVISER, QUESTIONS, REFUSED, SCORE, TOPICS, TopicClassifier, topic_of

MESSAGES = {
    "ask/rent": (
        "how do i pay my rent",
        "my rent is too high",
        "who helps with the rent",
        "i am behind with rent",
    ),
    "ask/driving": (
        "can i get driving lessons",
        "who pays for my driving test",
        "help with driving lessons",
        "learning to drive a car",
    ),
    "ask/college": (
        "what courses are there at college",
        "do i get a bursary for college",
        "i want to go to college",
        "college enrolment day",
    ),
    "adviser/pa_caseload": (
        "show me my caseload",
        "how many on my caseload",
        "my caseload please",
        "list the caseload",
    ),
    "safety/missing": (
        "i have run away",
        "i ran away last night",
        "he has run away",
        "they ran away from home",
    ),
    "out_of_scope": ("what is the weather like", "who won the football", "tell me a joke", "play some music"),
}
BY_MEANING, BY_LETTERS = "meaning", "letters alone"


class Node(NamedTuple):
    """Where a component lives in Rasa's graph."""

    storage: LocalModelStorage
    context: ExecutionContext

    def make(self, kind: type[GraphComponent], step: str = "create", **config: Any) -> Any:
        """A new component, or with "load" the trained one, as Rasa's graph makes it."""
        settings = {**kind.get_default_config(), **config}
        return getattr(kind, step)(settings, self.storage, Resource(kind.__name__), self.context)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """An empty model storage."""
    (tmp_path / "model").mkdir()
    return Node(LocalModelStorage(tmp_path / "model"), ExecutionContext(GraphSchema({}), node_name="a_node"))


def training_data() -> TrainingData:
    """A few messages, as our importer hands them on."""
    return TrainingData([_labelled(text, label) for label, texts in MESSAGES.items() for text in texts])


def _labelled(text: str, label: str) -> Message:
    intent, _, topic = label.partition("/")
    return Message({TEXT: text, INTENT: intent, **({TOPIC: topic} if topic else {})})


def said(text: str, **metadata: str) -> Message:
    """A message as it comes in."""
    return Message({TEXT: text, "metadata": metadata})


# The normaliser


def test_the_normaliser_mends_towards_the_words_of_training(node: Node) -> None:
    """What was used twice in training is a word; a slip from it is mended, and the text itself stays."""
    normaliser = node.make(ChatNormaliser)
    assert normaliser.train(training_data()) == Resource("ChatNormaliser")
    (message,) = normaliser.process([said("can u help w my Colleg caselod plz")])
    assert (message.get(PLAIN), message.get(TEXT)) == (
        "can you help w my college caseload please",
        "can u help w my Colleg caselod plz",
    )


def test_a_loaded_normaliser_does_what_the_trained_one_did(node: Node) -> None:
    """The words come back from the model."""
    trained = node.make(ChatNormaliser)
    trained.train(training_data())
    loaded = node.make(ChatNormaliser, "load")
    typed = ["my caselod", "drvng lessns", "hw much rnet", ""]
    assert [loaded.plain(text) for text in typed] == [trained.plain(text) for text in typed]
    assert loaded.plain("my caselod") == "my caseload"


def test_an_untrained_normaliser_mends_nothing(node: Node) -> None:
    """It knows no word yet, but chat-speak is spelled out."""
    assert node.make(ChatNormaliser).plain("u n my caselod") == "you and my caselod"


def test_the_normaliser_can_be_told_not_to_mend(node: Node) -> None:
    """`is_mending: false` leaves slips and still spells out chat-speak."""
    normaliser = node.make(ChatNormaliser, is_mending=False)
    normaliser.train(training_data())
    assert normaliser.plain("u n my caselod") == "you and my caselod"


def test_a_model_without_words_can_not_be_loaded(node: Node) -> None:
    """Instead of mending nothing in silence it says what is missing."""
    with pytest.raises(ValueError, match="ChatNormaliser"):
        node.make(ChatNormaliser, "load")


def test_the_parts_of_two_questions_are_plain_words(node: Node) -> None:
    """Each part is normalised; one question has no parts."""
    normaliser = node.make(ChatNormaliser)
    two, one = normaliser.process(
        [said("hw do i pay my rent n can i get driving lessons plz"), said("hw do i pay my rent")]
    )
    assert two.get(PARTS) == ["how do i pay my rent", "can i get driving lessons please"]
    assert one.get(PARTS) == []


def test_training_messages_are_written_in_plain_words(node: Node) -> None:
    """What learns behind the normaliser sees the words that it will see later."""
    data = TrainingData([_labelled("hw do i pay my RENT", "ask/rent")])
    (message,) = node.make(ChatNormaliser).process_training_data(data).training_examples
    assert message.get(PLAIN) == "how do i pay my rent"


def test_a_message_without_text_is_normalised_to_nothing(node: Node) -> None:
    """A button sends an intent and no text; that is no error."""
    (message,) = node.make(ChatNormaliser).process([Message({})])
    assert (message.get(PLAIN), message.get(PARTS)) == ("", [])


# The sentence embedding


def test_a_message_gets_a_sentence_feature_of_384_numbers(node: Node) -> None:
    """In Rasa's form, under our name, so that any classifier of Rasa's can use it."""
    (message,) = node.make(SentenceEmbedding).process([said("how do i pay my rent")])
    sequence, sentence = message.get_dense_features(TEXT, [ALIAS])
    assert sequence is None
    assert sentence.features.shape == (1, 384)


def test_the_embedding_reads_the_plain_words(node: Node) -> None:
    """What the normaliser wrote counts, and not what was typed."""
    plain, typed = said("how do i pay my rent"), said("hw do i pay my rnt")
    typed.set(PLAIN, "how do i pay my rent")
    first, second = (vector_of(message) for message in node.make(SentenceEmbedding).process([plain, typed]))
    assert (first == second).all()


def test_each_part_has_a_vector(node: Node) -> None:
    """One row a part, none for a message that has no parts."""
    two, one = said("two questions"), said("one question")
    two.set(PARTS, ["one question", "another"])
    node.make(SentenceEmbedding).process([two, one])
    assert two.get(PART_VECTORS).shape == (2, 384)
    assert two.get(PART_VECTORS)[0] == pytest.approx(vector_of(one)[0], abs=1e-5)
    assert one.get(PART_VECTORS).shape == (0, 384)


def test_training_messages_get_the_vectors_that_they_get_later(node: Node) -> None:
    """All at once or one by one: the same numbers."""
    embedding = node.make(SentenceEmbedding)
    data = embedding.process_training_data(training_data())
    later = embedding.process([said(message.get(TEXT)) for message in data.training_examples])
    for trained, message in zip(data.training_examples, later, strict=True):
        assert vector_of(trained) == pytest.approx(vector_of(message), abs=1e-5)


def test_without_weights_a_message_has_no_vector(node: Node, no_weights: None) -> None:
    """Missing weights break neither training nor understanding."""
    embedding = node.make(SentenceEmbedding)
    (message,) = embedding.process([said("how do i pay my rent")])
    (trained,) = embedding.process_training_data(
        TrainingData([said("how do i pay my rent")])
    ).training_examples
    assert (vector_of(message), vector_of(trained), message.get(PART_VECTORS)) == (None, None, None)


@pytest.fixture
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name a folder without weights."""
    monkeypatch.setenv("LOCALOFFER_EMBEDDING", str(tmp_path / "no-weights"))


# The topics


class Pipeline(NamedTuple):
    """The three components one behind the other."""

    components: list[Any]

    @property
    def classifier(self) -> TopicClassifier:
        """The last of them."""
        return self.components[-1]

    def __call__(self, text: str, **metadata: str) -> Message:
        """Understand one message."""
        messages = [said(text, **metadata)]
        for component in self.components:
            messages = component.process(messages)
        return messages[0]


def train(node: Node, **config: Any) -> Pipeline:
    """Train the three on our few messages, as Rasa does: each on what the one before made of them."""
    data = training_data()
    normaliser, embedding, topics = (
        node.make(ChatNormaliser),
        node.make(SentenceEmbedding),
        node.make(TopicClassifier, **config),
    )
    normaliser.train(data)
    data = embedding.process_training_data(normaliser.process_training_data(data))
    topics.train(data)
    return Pipeline([normaliser, embedding, topics])


def load(node: Node, **config: Any) -> Pipeline:
    """Load what was trained."""
    return Pipeline(
        [
            node.make(ChatNormaliser, "load"),
            node.make(SentenceEmbedding, "load"),
            node.make(TopicClassifier, "load", **config),
        ]
    )


@pytest.fixture(params=[BY_MEANING, BY_LETTERS])
def trained(request: pytest.FixtureRequest, node: Node) -> Pipeline:
    """Trained with the embedding, and without its weights."""
    if request.param == BY_LETTERS:
        request.getfixturevalue("no_weights")
    return train(node)


@pytest.mark.parametrize(
    ("text", "intent", "topic"),
    [
        ("who cn help w my rent plz", "ask", "rent"),
        ("are there driving lessons", "ask", "driving"),
        ("a bursary at colleg", "ask", "college"),
        ("my friend ran away", "safety", "missing"),
    ],
)
def test_intent_and_topic_are_set(trained: Pipeline, text: str, intent: str, topic: str) -> None:
    """The generic intent first, and the topic behind it first; with meaning and by letters alone."""
    message = trained(text)
    assert (message.get(INTENT)["name"], message.get(TOPICS)[0]["id"]) == (intent, topic)
    assert message.get("response_selector")[intent]["response"]["intent_response_key"] == f"{intent}/{topic}"


def test_what_is_out_of_scope_is_refused(trained: Pipeline) -> None:
    """The intent is Rasa's fallback, and the guesses stay behind it."""
    message = trained("what is the weather today")
    assert message.get(INTENT) == {"name": REFUSED, "confidence": 1.0}
    assert message.get("intent_ranking")[1]["name"] == "out_of_scope"


def test_each_intent_is_ranked_once_and_surest_first(trained: Pipeline) -> None:
    """Rasa reads the ranking of intents; topics have one of their own."""
    message = trained("who can help with my rent")
    names = [intent["name"] for intent in message.get("intent_ranking")]
    assert sorted(names) == ["adviser", "ask", "out_of_scope", "safety"]
    for ranking in (message.get("intent_ranking"), message.get(TOPICS)):
        chances = [one["confidence"] for one in ranking]
        assert chances == sorted(chances, reverse=True)
    assert len(message.get(TOPICS)) == len(MESSAGES)


def test_two_questions_are_found_in_their_order(trained: Pipeline) -> None:
    """Each by its topic; one question has none."""
    two = trained("can i get driving lessons and how do i pay my rent")
    assert two.get(QUESTIONS) == [{"id": "driving"}, {"id": "rent"}]
    assert two.get(INTENT) == {"name": "ask", "confidence": 1.0}
    assert trained("how do i pay my rent").get(QUESTIONS) == []


def test_what_is_found_is_handed_on_by_rasa(trained: Pipeline) -> None:
    """Everything that actions read is part of Rasa's output."""
    output = trained("how do i pay my rent").as_dict(only_output_properties=True)
    assert {INTENT, "intent_ranking", TOPICS, QUESTIONS, SCORE, "response_selector"} <= set(output)


@pytest.mark.parametrize("way", [BY_MEANING, BY_LETTERS])
def test_a_loaded_classifier_does_what_the_trained_one_did(
    request: pytest.FixtureRequest, node: Node, way: str
) -> None:
    """The same topics with the same confidence come back from the model."""
    if way == BY_LETTERS:
        request.getfixturevalue("no_weights")
    trained, loaded = train(node), load(node)
    for text in (
        "who cn help w my rent plz",
        "can i get driving lessons and how do i pay my rent",
        "my friend ran away",
        "",
    ):
        before, after = trained(text), loaded(text)
        assert [one["id"] for one in after.get(TOPICS)] == [one["id"] for one in before.get(TOPICS)]
        assert after.get(SCORE) == pytest.approx(before.get(SCORE), abs=1e-3)
        assert after.get(QUESTIONS) == before.get(QUESTIONS)


def test_a_model_trained_with_weights_works_without_them(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the weights are gone when the assistant starts, it understands by letters."""
    train(node)
    monkeypatch.setenv("LOCALOFFER_EMBEDDING", str(tmp_path / "gone"))
    loaded = load(node)
    assert loaded.classifier._threshold() == 1.0
    assert loaded("who cn help w my rent plz").get(TOPICS)[0]["id"] == "rent"


def test_a_model_trained_without_weights_works_with_them(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights that come later change nothing until the next training."""
    with monkeypatch.context() as patch:
        patch.setenv("LOCALOFFER_EMBEDDING", str(tmp_path / "not yet"))
        train(node)
    loaded = load(node)
    assert loaded.classifier._threshold() == 1.0
    assert loaded("who cn help w my rent plz").get(TOPICS)[0]["id"] == "rent"


def test_below_the_threshold_a_message_is_refused(node: Node) -> None:
    """Nothing reaches an impossible threshold but danger, which is never refused."""
    pipeline = train(node, threshold=1e6)
    assert pipeline("who can help with my rent").get(INTENT)["name"] == REFUSED
    assert pipeline("my friend ran away").get(INTENT)["name"] == "safety"


def test_as_many_topics_are_reported_as_configured(node: Node) -> None:
    """`ranking_length` cuts the rankings."""
    message = train(node, ranking_length=2)("who can help with my rent")
    assert (len(message.get(TOPICS)), len(message.get("intent_ranking"))) == (2, 2)


def test_staff_topics_are_likelier_for_staff(trained: Pipeline) -> None:
    """The same message is more of a staff topic if an adviser writes it."""

    def chance(message: Message) -> float:
        return {one["id"]: one["confidence"] for one in message.get(TOPICS)}["pa_caseload"]

    text = "who is behind with rent"
    assert chance(trained(text, audience=ADVISER)) > 10 * chance(trained(text))
    assert trained("show my caseload", audience=ADVISER).get(INTENT)["name"] == "adviser"


def test_a_classifier_that_was_not_trained_says_so(node: Node) -> None:
    """Instead of guessing."""
    with pytest.raises(RuntimeError, match="before it was trained or loaded"):
        node.make(TopicClassifier).process([said("rent")])


def test_a_model_without_topics_can_not_be_loaded(node: Node) -> None:
    """Rasa's storage says which resource is missing."""
    with pytest.raises(ValueError, match="TopicClassifier"):
        node.make(TopicClassifier, "load")


@pytest.mark.parametrize("label", [*MESSAGES, "greet"])
def test_a_label_is_put_together_again(label: str) -> None:
    """What the importer took apart is the full label once more, and its topic is what is behind the slash."""
    message = _labelled("some text", label)
    assert full_label(message) == label
    assert topic_of(label) == (message.get(TOPIC) or label)
