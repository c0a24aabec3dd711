"""Prints every record of segment files, one JSON line each, as kafka-python's own record reader finds them."""

import json
import sys

from kafka.record import MemoryRecords

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        content = file.read()
    batches = MemoryRecords(content)
    # What the reader leaves over would be bytes that are no batch.
    assert batches.valid_bytes() == len(content), f"{path}: {len(content) - batches.valid_bytes()} bytes are no batch"
    while batches.has_next():
        batch = batches.next_batch()
        assert batch.validate_crc(), f"{path}: a checksum is wrong"
        for record in batch:
            line = {
                "offset": record.offset,
                "timestamp": record.timestamp,
                "key": None if record.key is None else record.key.decode(),
                "value": None if record.value is None else record.value.decode(),
                "headers": [[name, None if value is None else value.decode()] for name, value in record.headers],
            }
            print(json.dumps(line))
