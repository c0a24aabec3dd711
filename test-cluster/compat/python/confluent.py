"""One feature of a cluster, seen through confluent-kafka: confluent.py BOOTSTRAP TOPIC FEATURE [CODEC]."""

import functools
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

PARTITIONS = 4
RECORDS = 200
DEADLINE_S = 60


def producer(**settings):
    return Producer({"bootstrap.servers": BOOTSTRAP, "linger.ms": 5, **{k.replace("_", "."): v for k, v in settings.items()}})


def consumer(group, **settings):
    return Consumer(
        {
            "bootstrap.servers": BOOTSTRAP,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "session.timeout.ms": 6000,
            **{k.replace("_", "."): v for k, v in settings.items()},
        }
    )


def create(partitions=PARTITIONS, config=None):
    futures = admin().create_topics([NewTopic(TOPIC, partitions, 3, config=config or {})])
    futures[TOPIC].result(timeout=20)


@functools.cache
def admin():
    """Kept: its futures end with it."""
    return AdminClient({"bootstrap.servers": BOOTSTRAP})


def produce(client, count=RECORDS, first=0, partition=None):
    """Resolves every report, and returns (partition, offset) for each value."""
    places = {}

    def report(error, message):
        assert error is None, error
        places[message.value().decode()] = (message.partition(), message.offset())

    for number in range(first, first + count):
        where = {} if partition is None else {"partition": partition}
        client.produce(
            TOPIC,
            value=f"value-{number}",
            key=f"key-{number}",
            headers=[("number", str(number)), ("empty", b"")],
            timestamp=1_700_000_000_000 + number,
            on_delivery=report,
            **where,
        )
        client.poll(0)
    assert client.flush(DEADLINE_S) == 0, "not everything was delivered in time"
    assert len(places) == count, f"{len(places)} of {count} were reported"
    return places


def consume(client, count):
    found = []
    deadline = time.time() + DEADLINE_S
    while len(found) < count:
        assert time.time() < deadline, f"read {len(found)} of {count}"
        message = client.poll(0.2)
        if message is None:
            continue
        assert message.error() is None, message.error()
        found.append(message)
    return found


def wait_for(what, look, *clients):
    deadline = time.time() + DEADLINE_S
    while not look():
        assert time.time() < deadline, f"never saw: {what}"
        for client in clients:
            client.poll(0.05)


def codec(name):
    create()
    places = produce(producer(compression_type=name))
    reader = consumer(f"{TOPIC}-group")
    reader.subscribe([TOPIC])
    for message in consume(reader, RECORDS):
        number = int(message.value().decode().split("-")[1])
        assert message.key() == f"key-{number}".encode()
        assert message.headers() == [("number", str(number).encode()), ("empty", b"")], message.headers()
        assert message.timestamp()[1] == 1_700_000_000_000 + number
        assert places.pop(message.value().decode()) == (message.partition(), message.offset())
    assert places == {}
    reader.close()


def idempotence():
    create()
    client = producer(enable_idempotence=True)
    places = produce(client, 2000)
    reader = consumer(f"{TOPIC}-group")
    reader.subscribe([TOPIC])
    assert len({message.value() for message in consume(reader, 2000)}) == len(places)
    reader.close()


def groups(strategy="range"):
    create()
    produce(producer())
    held = {}

    def member(name):
        client = consumer(f"{TOPIC}-group", partition_assignment_strategy=strategy)
        held[name] = set()

        def assigned(_, partitions):
            held[name] |= {one.partition for one in partitions}

        def revoked(_, partitions):
            held[name] -= {one.partition for one in partitions}

        client.subscribe([TOPIC], on_assign=assigned, on_revoke=revoked, on_lost=revoked)
        return client

    everything = set(range(PARTITIONS))
    first = member("first")
    wait_for("one member holds everything", lambda: held["first"] == everything, first)
    second = member("second")
    wait_for(
        "two members share",
        lambda: len(held["first"]) == 2 and len(held["second"]) == 2 and held["first"] | held["second"] == everything,
        first,
        second,
    )
    second.close()
    wait_for("the one that stayed holds everything", lambda: held["first"] == everything, first)
    first.close()


def commit():
    create(partitions=1)
    produce(producer(), 100)
    reader = consumer(f"{TOPIC}-group")
    reader.subscribe([TOPIC])
    read = consume(reader, 40)
    offsets = reader.commit(offsets=[TopicPartition(TOPIC, 0, read[39].offset() + 1)], asynchronous=False)
    assert offsets[0].error is None
    reader.close()
    after = consumer(f"{TOPIC}-group")
    assert after.committed([TopicPartition(TOPIC, 0)], timeout=20)[0].offset == 40
    after.subscribe([TOPIC])
    assert consume(after, 1)[0].offset() == 40
    after.close()
    never = consumer(f"{TOPIC}-other")
    assert never.committed([TopicPartition(TOPIC, 0)], timeout=20)[0].offset < 0
    never.close()


def seek():
    create(partitions=1)
    produce(producer(), 100, partition=0)
    reader = consumer(f"{TOPIC}-group")
    assert reader.get_watermark_offsets(TopicPartition(TOPIC, 0), timeout=20) == (0, 100)
    reader.assign([TopicPartition(TOPIC, 0, OFFSET_BEGINNING)])
    assert consume(reader, 10)[0].offset() == 0
    reader.seek(TopicPartition(TOPIC, 0, 55))
    assert consume(reader, 1)[0].offset() == 55
    found = reader.offsets_for_times([TopicPartition(TOPIC, 0, 1_700_000_000_077)], timeout=20)
    assert found[0].offset == 77, found
    reader.seek(found[0])
    assert consume(reader, 1)[0].value() == b"value-77"
    reader.seek(TopicPartition(TOPIC, 0, OFFSET_END))
    # Once nothing more comes the seek has happened; what is written from then on is read.
    assert reader.poll(1.0) is None
    produce(producer(), 1, first=100, partition=0)
    assert consume(reader, 1)[0].offset() == 100
    reader.close()


def topics():
    create(partitions=1, config={"retention.ms": "3600000", "cleanup.policy": "delete"})
    resource = ConfigResource(ConfigResource.Type.TOPIC, TOPIC)

    def configs():
        return admin().describe_configs([resource])[resource].result(timeout=20)

    assert configs()["retention.ms"].value == "3600000"
    change = ConfigResource(ConfigResource.Type.TOPIC, TOPIC, set_config={"retention.ms": "7200000"})
    admin().alter_configs([change])[change].result(timeout=20)
    wait_for("the new setting", lambda: configs()["retention.ms"].value == "7200000")
    admin().create_partitions([NewPartitions(TOPIC, 3)])[TOPIC].result(timeout=20)
    wait_for("three partitions", lambda: len(admin().list_topics(TOPIC, timeout=20).topics[TOPIC].partitions) == 3)
    try:
        create()
        raise AssertionError("the topic was made twice")
    except KafkaException as error:
        assert error.args[0].name() == "TOPIC_ALREADY_EXISTS", error
    admin().delete_topics([TOPIC])[TOPIC].result(timeout=20)
    wait_for("no topic", lambda: TOPIC not in admin().list_topics(timeout=20).topics)


FEATURES = {
    "codec": codec,
    "idempotence": idempotence,
    "groups": groups,
    "cooperative": lambda: groups("cooperative-sticky"),
    "commit": commit,
    "seek": seek,
    "topics": topics,
}

BOOTSTRAP, TOPIC, FEATURE = sys.argv[1:4]
FEATURES[FEATURE](*sys.argv[4:])
