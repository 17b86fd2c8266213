// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened to a job: an attempt began, or a snapshot was committed. */
sealed interface LogEntry permits LogEntry.Begun, LogEntry.Committed {
  /** "PWJOBLOG" in ASCII. */
  long MAGIC = 0x50574A4F424C4F47L;

  /** Returns the attempt, whose number is the place in the log of its beginning. */
  long attempt();

  /**
   * An attempt began.
   *
   * @param attempt its number
   * @param earlier the numbers of those before, rising; of very many, the last ones
   * @param workers the number of workers of each stage
   * @param description what is known of the pipeline
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Begun(
      long attempt, List<Long> earlier, TreeMap<String, Integer> workers, byte[] description)
      implements LogEntry {
    private static final int MAX_EARLIER = 1000;

    public Begun {
      earlier =
          List.copyOf(earlier.subList(Math.max(0, earlier.size() - MAX_EARLIER), earlier.size()));
    }

    /** Returns the number of a stage in names, negative if there is no such stage. */
    int stageNumber(String stage) {
      return workers.containsKey(stage) ? workers.headMap(stage).size() : -1;
    }
  }

  /**
   * A snapshot was committed.
   *
   * @param attempt the attempt that took it
   * @param snapshot its number
   * @param timeMillis when
   * @param manifests those of all workers, without what the names of all of the attempt begin with
   */
  record Committed(long attempt, long snapshot, long timeMillis, List<String> manifests)
      implements LogEntry {
    public Committed {
      manifests = List.copyOf(manifests);
    }
  }

  /** Returns the content of the file. */
  static byte[] encode(LogEntry entry) throws IOException {
    return StoredRecord.encode(MAGIC, out -> write(entry, out));
  }

  /**
   * Reads an entry.
   *
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if it is not as it was written
   */
  static LogEntry decode(String name, byte[] bytes) throws IOException {
    return StoredRecord.decode(name, bytes, MAGIC, LogEntry::read);
  }

  private static void write(LogEntry entry, EncodeBuffer out) throws IOException {
    Varint.write(entry instanceof Begun ? 0 : 1, out);
    Varint.write(entry.attempt(), out);
    if (entry instanceof Begun begun) {
      Varint.write(begun.earlier.size(), out);
      for (long each : begun.earlier) {
        Varint.write(each, out);
      }
      Varint.write(begun.workers.size(), out);
      for (Map.Entry<String, Integer> each : begun.workers.entrySet()) {
        StoredRecord.writeBytes(each.getKey().getBytes(UTF_8), out);
        Varint.write(each.getValue(), out);
      }
      StoredRecord.writeBytes(begun.description, out);
    } else if (entry instanceof Committed committed) {
      Varint.write(committed.snapshot, out);
      Varint.write(committed.timeMillis, out);
      Varint.write(committed.manifests.size(), out);
      for (String manifest : committed.manifests) {
        StoredRecord.writeBytes(manifest.getBytes(UTF_8), out);
      }
    }
  }

  private static LogEntry read(ChunkedInput in) throws IOException {
    boolean isBegun = in.readVarint() == 0;
    long attempt = in.readVarint();
    if (!isBegun) {
      return readCommitted(attempt, in);
    }
    List<Long> earlier = new ArrayList<>();
    for (long left = in.readVarint(); left > 0; left--) {
      earlier.add(in.readVarint());
    }
    TreeMap<String, Integer> workers = new TreeMap<>();
    for (long left = in.readVarint(); left > 0; left--) {
      workers.put(new String(StoredRecord.readBytes(in), UTF_8), (int) in.readVarint());
    }
    return new Begun(attempt, earlier, workers, StoredRecord.readBytes(in));
  }

  private static Committed readCommitted(long attempt, ChunkedInput in) throws IOException {
    long snapshot = in.readVarint();
    long timeMillis = in.readVarint();
    List<String> manifests = new ArrayList<>();
    for (long left = in.readVarint(); left > 0; left--) {
      manifests.add(new String(StoredRecord.readBytes(in), UTF_8));
    }
    return new Committed(attempt, snapshot, timeMillis, manifests);
  }
}
