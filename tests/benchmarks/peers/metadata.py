"""What MediaPipe wants to read in a .tflite file: how a picture becomes its input.

The tables and their numbers are those of ``metadata_schema.fbs``, version M001; Google's own writer of them
(tflite-support) needs Python 3.9 or older. Field numbers stand where the schema has them.
"""

import flatbuffers
from tensorflow.lite.python import schema_py_generated as schema

NAME = b"TFLITE_METADATA"
NORMALIZATION, IMAGE = 1, 2  # members of the unions ProcessUnitOptions and ContentProperties
RGB = 1


def with_metadata(model: bytes) -> bytes:
    """The TFLite model, told to take RGB pixels as they are: 0…255, less 0, over 1."""
    parsed = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    buffer = schema.BufferT()
    buffer.data = list(_pixels_as_they_are())
    parsed.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = NAME, len(parsed.buffers) - 1
    parsed.metadata = [*(parsed.metadata or []), entry]
    builder = flatbuffers.Builder(len(model) + 4096)
    builder.Finish(parsed.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _pixels_as_they_are() -> bytes:
    builder = flatbuffers.Builder(512)
    mean, deviation = _floats(builder, 0.0), _floats(builder, 1.0)
    options = _table(builder, 2, [(0, mean), (1, deviation)])  # NormalizationOptions
    unit = _union(builder, 2, NORMALIZATION, options)  # ProcessUnit
    image = _image_properties(builder)
    content = _union(builder, 3, IMAGE, image)  # Content
    units = _vector(builder, [unit])
    picture = _table(builder, 7, [(3, content), (4, units)])  # TensorMetadata
    inputs = _vector(builder, [picture])
    graph = _table(builder, 8, [(2, inputs)])  # SubGraphMetadata
    graphs = _vector(builder, [graph])
    version = builder.CreateString("1.0.0")
    builder.Finish(_table(builder, 8, [(3, graphs), (7, version)]), b"M001")  # ModelMetadata
    return bytes(builder.Output())


def _floats(builder: flatbuffers.Builder, value: float) -> int:
    builder.StartVector(4, 1, 4)
    builder.PrependFloat32(value)
    return builder.EndVector()


def _vector(builder: flatbuffers.Builder, offsets: list[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return builder.EndVector()


def _table(builder: flatbuffers.Builder, fields: int, given: list[tuple[int, int]]) -> int:
    builder.StartObject(fields)
    for number, offset in given:
        builder.PrependUOffsetTRelativeSlot(number, offset, 0)
    return builder.EndObject()


def _union(builder: flatbuffers.Builder, fields: int, kind: int, member: int) -> int:
    """A table that begins with a union: which kind it is, then the member."""
    builder.StartObject(fields)
    builder.PrependUint8Slot(0, kind, 0)
    builder.PrependUOffsetTRelativeSlot(1, member, 0)
    return builder.EndObject()


def _image_properties(builder: flatbuffers.Builder) -> int:
    builder.StartObject(2)
    builder.PrependInt8Slot(0, RGB, 0)
    return builder.EndObject()
