// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.io.AvroIO;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AvroIO with real files. */
final class AvroFilesTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Reading")
          .namespace("test")
          .fields()
          .requiredLong("id")
          .optionalString("station")
          .requiredDouble("value")
          .requiredBytes("raw")
          .endRecord();

  @TempDir private Path folder;

  private static GenericRecord reading(long id) {
    return new GenericRecordBuilder(SCHEMA)
        .set("id", id)
        .set("station", id % 3 == 0 ? null : new org.apache.avro.util.Utf8("s" + id % 7))
        .set("value", id / 8.0)
        .set("raw", ByteBuffer.wrap(new byte[] {(byte) id, 0, -1}))
        .build();
  }

  private static List<GenericRecord> readings(int count) {
    return IntStream.range(0, count).mapToObj(AvroFilesTest::reading).toList();
  }

  private List<GenericRecord> read() {
    Pipeline pipeline = Pipelines.create();
    Gathered<GenericRecord> gathered = new Gathered<>();
    pipeline.apply(AvroIO.readGenericRecords(SCHEMA).from(folder + "/*")).apply(gathered);
    pipeline.run();
    return gathered.elements();
  }

  @Test
  void writeAndRead_genericRecords_roundTrips() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(readings(2_000)).withCoder(AvroCoder.of(SCHEMA)))
        .apply(
            AvroIO.writeGenericRecords(SCHEMA)
                .to(folder.resolve("out").toString())
                .withSuffix(".avro"));
    pipeline.run();

    assertThat(Written.files(folder)).hasSizeBetween(1, 2);
    assertThat(read()).containsExactlyInAnyOrderElementsOf(readings(2_000));
  }

  @Test
  void writeAndRead_compressedWithShards_roundTrips() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(readings(500)).withCoder(AvroCoder.of(SCHEMA)))
        .apply(
            AvroIO.writeGenericRecords(SCHEMA)
                .to(folder.resolve("out").toString())
                .withCodec(CodecFactory.deflateCodec(9))
                .withNumShards(5));
    pipeline.run();

    assertThat(Written.files(folder)).hasSize(5);
    assertThat(read()).containsExactlyInAnyOrderElementsOf(readings(500));
  }

  @Test
  void writeAndRead_byWindow_roundTrips() {
    Pipeline pipeline = Pipelines.create();
    SerializableFunction<GenericRecord, Instant> time =
        reading -> Instant.ofEpochMilli((Long) reading.get("id") * 1000);
    pipeline
        .apply(Create.of(readings(40)).withCoder(AvroCoder.of(SCHEMA)))
        .apply(WithTimestamps.of(time))
        .apply(Window.into(FixedWindows.of(Duration.standardSeconds(20))))
        .apply(
            AvroIO.writeGenericRecords(SCHEMA)
                .to(folder.resolve("out").toString())
                .withWindowedWrites()
                .withNumShards(1));
    pipeline.run();

    assertThat(Written.files(folder)).hasSize(2);
    assertThat(read()).containsExactlyInAnyOrderElementsOf(readings(40));
  }

  @Test
  void write_nothing_makesAReadableFile() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.empty(AvroCoder.of(SCHEMA)))
        .apply(AvroIO.writeGenericRecords(SCHEMA).to(folder.resolve("out").toString()));
    pipeline.run();

    assertThat(Written.files(folder)).hasSize(1);
    assertThat(read()).isEmpty();
  }

  @Test
  void sink_dynamicDestinations_roundTrips() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(readings(70)).withCoder(AvroCoder.of(SCHEMA)))
        .apply(
            FileIO.<String, GenericRecord>writeDynamic()
                .by(reading -> String.valueOf(reading.get("station")))
                .withDestinationCoder(StringUtf8Coder.of())
                .via(AvroIO.sink(SCHEMA))
                .to(folder.toString())
                .withNaming(station -> FileIO.Write.defaultNaming(station, ".avro"))
                .withNumShards(1));
    pipeline.run();

    assertThat(Written.files(folder)).hasSize(8);
    assertThat(read()).containsExactlyInAnyOrderElementsOf(readings(70));
  }

  /** A class that Avro knows by reflection. */
  static final class Point {
    private int x;
    private String name = "";

    Point() {}

    Point(int x, String name) {
      this.x = x;
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Point point && x == point.x && name.equals(point.name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(x, name);
    }
  }

  @Test
  void writeAndRead_classByReflection_roundTrips() {
    List<Point> points = IntStream.range(0, 100).mapToObj(i -> new Point(i, "p" + i)).toList();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(points).withCoder(AvroCoder.of(Point.class)))
        .apply(AvroIO.write(Point.class).to(folder.resolve("out").toString()));
    pipeline.run();
    Pipeline reading = Pipelines.create();
    Gathered<Point> gathered = new Gathered<>();
    reading.apply(AvroIO.read(Point.class).from(folder + "/*")).apply(gathered);
    reading.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(points);
  }

  @Test
  void parse_genericRecords_appliesTheFunction() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(readings(10)).withCoder(AvroCoder.of(SCHEMA)))
        .apply(AvroIO.writeGenericRecords(SCHEMA).to(folder.resolve("out").toString()));
    pipeline.run();
    Pipeline reading = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    SerializableFunction<GenericRecord, String> id = record -> "id " + record.get("id");
    reading
        .apply(AvroIO.parseGenericRecords(id).withCoder(StringUtf8Coder.of()).from(folder + "/*"))
        .apply(gathered);
    reading.run();

    assertThat(gathered.elements()).hasSize(10).contains("id 0", "id 9");
  }
}
