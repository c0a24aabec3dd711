"""One feature of a cluster, seen through kafka-python: kafka_python.py BOOTSTRAP TOPIC FEATURE [CODEC]."""

import functools
import sys
import threading
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError
from kafka.structs import OffsetAndMetadata

PARTITIONS = 4
RECORDS = 200
DEADLINE_S = 60


def producer(**settings):
    return KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all", linger_ms=5, **settings)


def consumer(*topics, group=None, **settings):
    return KafkaConsumer(
        *topics,
        bootstrap_servers=BOOTSTRAP,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=6000,
        heartbeat_interval_ms=1000,
        **settings,
    )


@functools.cache
def admin():
    return KafkaAdminClient(bootstrap_servers=BOOTSTRAP)


def create(partitions=PARTITIONS, config=None):
    admin().create_topics([NewTopic(TOPIC, partitions, 3, topic_configs=config)])


def produce(client, count=RECORDS, first=0, partition=None):
    sent = [
        client.send(
            TOPIC,
            value=f"value-{number}".encode(),
            key=f"key-{number}".encode(),
            headers=[("number", str(number).encode()), ("empty", b"")],
            timestamp_ms=1_700_000_000_000 + number,
            partition=partition,
        )
        for number in range(first, first + count)
    ]
    client.flush(DEADLINE_S)
    return {f"value-{first + index}": one.get(timeout=DEADLINE_S) for index, one in enumerate(sent)}


def consume(client, count):
    found = []
    deadline = time.time() + DEADLINE_S
    while len(found) < count:
        assert time.time() < deadline, f"read {len(found)} of {count}"
        for records in client.poll(200, max_records=count - len(found)).values():
            found.extend(records)
    return found


def codec(name):
    create()
    places = produce(producer(compression_type=None if name == "none" else name))
    reader = consumer(TOPIC, group=f"{TOPIC}-group")
    for record in consume(reader, RECORDS):
        number = int(record.value.decode().split("-")[1])
        assert record.key == f"key-{number}".encode()
        assert record.headers == [("number", str(number).encode()), ("empty", b"")], record.headers
        assert record.timestamp == 1_700_000_000_000 + number
        place = places.pop(record.value.decode())
        assert (place.partition, place.offset) == (record.partition, record.offset)
    assert places == {}
    reader.close()


class Member(threading.Thread):
    """A member of the group that polls until it is told to leave."""

    def __init__(self):
        super().__init__(daemon=True)
        self.client = consumer(TOPIC, group=f"{TOPIC}-group", max_poll_interval_ms=20000)
        self.held = frozenset()
        self.leaving = threading.Event()
        self.start()

    def run(self):
        while not self.leaving.is_set():
            self.client.poll(100)
            self.held = frozenset(one.partition for one in self.client.assignment())
        self.client.close()

    def leave(self):
        self.leaving.set()
        self.join(DEADLINE_S)
        assert not self.is_alive(), "the member did not leave in time"


def wait_for(what, look):
    deadline = time.time() + DEADLINE_S
    while not look():
        assert time.time() < deadline, f"never saw: {what}"
        time.sleep(0.05)


def groups():
    create()
    produce(producer())
    everything = frozenset(range(PARTITIONS))
    first = Member()
    wait_for("one member holds everything", lambda: first.held == everything)
    second = Member()
    wait_for(
        "two members share",
        lambda: len(first.held) == 2 and len(second.held) == 2 and first.held | second.held == everything,
    )
    second.leave()
    wait_for("the one that stayed holds everything", lambda: first.held == everything)
    first.leave()


def commit():
    create(partitions=1)
    produce(producer(), 100)
    where = TopicPartition(TOPIC, 0)
    reader = consumer(TOPIC, group=f"{TOPIC}-group")
    read = consume(reader, 40)
    reader.commit({where: OffsetAndMetadata(read[39].offset + 1, "a note")})
    reader.close()
    after = consumer(TOPIC, group=f"{TOPIC}-group")
    assert after.committed(where, metadata=True) == OffsetAndMetadata(40, "a note")
    assert consume(after, 1)[0].offset == 40
    after.close()
    assert consumer(group=f"{TOPIC}-other").committed(where) is None
    assert admin().list_consumer_group_offsets(f"{TOPIC}-group")[where].offset == 40
    described = admin().describe_consumer_groups([f"{TOPIC}-group"])[0]
    assert described.state == "Empty", described
    assert (f"{TOPIC}-group", "consumer") in admin().list_consumer_groups()


def seek():
    create(partitions=1)
    produce(producer(), 100, partition=0)
    where = TopicPartition(TOPIC, 0)
    reader = consumer()
    reader.assign([where])
    assert reader.beginning_offsets([where]) == {where: 0}
    assert reader.end_offsets([where]) == {where: 100}
    reader.seek_to_beginning(where)
    assert consume(reader, 10)[0].offset == 0
    reader.seek(where, 55)
    assert consume(reader, 1)[0].offset == 55
    found = reader.offsets_for_times({where: 1_700_000_000_077})[where]
    assert (found.offset, found.timestamp) == (77, 1_700_000_000_077), found
    reader.seek(where, found.offset)
    assert consume(reader, 1)[0].value == b"value-77"
    reader.seek_to_end(where)
    assert reader.position(where) == 100
    reader.close()


def topics():
    create(partitions=1, config={"retention.ms": "3600000", "cleanup.policy": "delete"})

    def configs():
        answers = admin().describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)])
        return {entry[0]: entry[1] for answer in answers for resource in answer.resources for entry in resource[4]}

    assert configs()["retention.ms"] == "3600000"
    admin().alter_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC, configs={"retention.ms": "7200000"})])
    wait_for("the new setting", lambda: configs()["retention.ms"] == "7200000")
    admin().create_partitions({TOPIC: NewPartitions(3)})
    wait_for("three partitions", lambda: len(admin().describe_topics([TOPIC])[0]["partitions"]) == 3)
    try:
        create()
        raise AssertionError("the topic was made twice")
    except TopicAlreadyExistsError:
        pass
    admin().delete_topics([TOPIC])
    wait_for("no topic", lambda: TOPIC not in admin().list_topics())


FEATURES = {"codec": codec, "groups": groups, "commit": commit, "seek": seek, "topics": topics}

BOOTSTRAP, TOPIC, FEATURE = sys.argv[1].split(","), sys.argv[2], sys.argv[3]
FEATURES[FEATURE](*sys.argv[4:])
