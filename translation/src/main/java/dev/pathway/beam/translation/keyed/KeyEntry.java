// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * All that a key holds, as bytes: in front a version, its timers in the order in which they were
 * set, and the times it holds, which are needed after a restart at once; then its states, each as a
 * length and bytes, by namespace and tag. One thread only.
 */
final class KeyEntry {
  private static final int VERSION = 1;

  private final KeySpace space;
  private final NamespaceCodec namespaces;
  private final EncodeBuffer entry = new EncodeBuffer();
  private final EncodeBuffer contents = new EncodeBuffer();

  KeyEntry(KeySpace space, Coder<BoundedWindow> windowCoder) {
    this.space = space;
    namespaces = new NamespaceCodec(windowCoder);
  }

  /** Returns the length of the entry of a key, without making it. */
  long size(KeyCell cell) throws IOException {
    encode(cell);
    long size = entry.size();
    entry.clear();
    return size;
  }

  /** Returns the entry of a key. */
  byte[] of(KeyCell cell) throws IOException {
    encode(cell);
    byte[] bytes = entry.toByteArray();
    entry.clear();
    return bytes;
  }

  private void encode(KeyCell cell) throws IOException {
    entry.clear();
    entry.write(VERSION);
    List<KeyTimer> timers = cell.timers().inOrder();
    Varint.write(timers.size(), entry);
    for (KeyTimer timer : timers) {
      write(timer);
    }
    writeHolds(cell);
    cell.states().forEach((namespace, tags) -> write(cell, namespace, tags));
  }

  private void write(KeyTimer timer) throws IOException {
    TimerData data = timer.data();
    writeText(data.getTimerId(), entry);
    writeText(data.getTimerFamilyId(), entry);
    namespaces.encode(data.getNamespace(), entry);
    CellCodec.writeTime(data.getTimestamp(), entry);
    CellCodec.writeTime(data.getOutputTimestamp(), entry);
    entry.write(number(data.getDomain()));
    Varint.write(timer.round(), entry);
  }

  private void writeHolds(KeyCell cell) throws IOException {
    List<Long> times = new ArrayList<>(0);
    cell.states()
        .forEach(
            (namespace, tags) ->
                tags.forEach(
                    (name, state) -> {
                      if (state instanceof HoldState hold && !hold.isCleared()) {
                        times.add(hold.heldMillis());
                      } else if (state instanceof RawCell raw && raw.kind() == CellKind.HOLD) {
                        times.add(raw.heldMillis());
                      }
                    }));
    Varint.write(times.size(), entry);
    for (long time : times) {
      Varint.write(Varint.fromSigned(time), entry);
    }
  }

  private void write(KeyCell cell, StateNamespace namespace, SmallMap<String, Object> tags)
      throws IOException {
    if (tags.allMatch(KeyCell::isCleared)) {
      return;
    }
    namespaces.encode(namespace, entry);
    tags.forEach(
        (name, state) -> {
          if (state instanceof RawCell raw) {
            writeHeader(name, raw.kind(), raw.bytes().length);
            entry.write(raw.bytes());
          } else if (!KeyCell.isCleared(state)) {
            CellKind kind = encode(cell, name, (State) state);
            writeHeader(name, kind, contents.size());
            contents.writeTo(entry::write);
          }
        });
    // No tag: the end of the namespace.
    Varint.write(0, entry);
  }

  private void writeHeader(String name, CellKind kind, long length) throws IOException {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    Varint.write(text.length + 1L, entry);
    entry.write(text, 0, text.length);
    entry.write(kind.number());
    Varint.write(length, entry);
  }

  private CellKind encode(KeyCell cell, String name, State state) {
    CellCodec<?> codec = space.codec(name);
    contents.clear();
    try {
      codec.encode(state, contents);
    } catch (IOException | RuntimeException e) {
      throw new StoredKeyException("encode state '" + name + "'", cell.key(), space.name(), e);
    }
    return codec.kind();
  }

  /** Takes what is needed of a key at once. */
  interface HeaderConsumer {
    void timer(TimerData data, int round);

    void hold(long time);
  }

  /** Reads the timers and holds of an entry. */
  void readHeader(byte[] bytes, HeaderConsumer consumer) throws IOException {
    readHeader(new ArrayInput(bytes), consumer);
  }

  private void readHeader(InputStream in, HeaderConsumer consumer) throws IOException {
    int version = in.read();
    if (version != VERSION) {
      throw new IOException("its version is " + version + ", which is not known here");
    }
    long timers = Varint.read(in);
    for (long i = 0; i < timers; i++) {
      String id = readText(in, (int) Varint.read(in));
      String family = readText(in, (int) Varint.read(in));
      StateNamespace namespace = namespaces.decode(in);
      Instant time = CellCodec.readTime(in);
      Instant outputTime = CellCodec.readTime(in);
      TimeDomain domain = domain(in.read());
      int round = (int) Varint.read(in);
      consumer.timer(TimerData.of(id, family, namespace, time, outputTime, domain), round);
    }
    long holds = Varint.read(in);
    for (long i = 0; i < holds; i++) {
      consumer.hold(Varint.toSigned(Varint.read(in)));
    }
  }

  /** Returns the states of an entry, not decoded. */
  SmallMap<StateNamespace, SmallMap<String, Object>> readStates(byte[] bytes) throws IOException {
    ArrayInput in = new ArrayInput(bytes);
    readHeader(in, SKIPPED);
    SmallMap<StateNamespace, SmallMap<String, Object>> states = new SmallMap<>();
    while (!in.isAtEnd()) {
      SmallMap<String, Object> tags = new SmallMap<>();
      states.put(namespaces.decode(in), tags);
      for (int length = (int) Varint.read(in); length > 0; length = (int) Varint.read(in)) {
        String name = readText(in, length - 1);
        CellKind kind = CellKind.of(in.read());
        tags.put(name, new RawCell(kind, readBytes(in, (int) Varint.read(in))));
      }
    }
    return states;
  }

  private static final HeaderConsumer SKIPPED =
      new HeaderConsumer() {
        @Override
        public void timer(TimerData data, int round) {}

        @Override
        public void hold(long time) {}
      };

  private static int number(TimeDomain domain) {
    return switch (domain) {
      case EVENT_TIME -> 1;
      case PROCESSING_TIME -> 2;
      case SYNCHRONIZED_PROCESSING_TIME -> 3;
    };
  }

  private static TimeDomain domain(int number) throws IOException {
    return switch (number) {
      case 1 -> TimeDomain.EVENT_TIME;
      case 2 -> TimeDomain.PROCESSING_TIME;
      case 3 -> TimeDomain.SYNCHRONIZED_PROCESSING_TIME;
      default -> throw new IOException("there is no time domain with number " + number);
    };
  }

  private static void writeText(String text, OutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Varint.write(bytes.length, out);
    out.write(bytes);
  }

  private static String readText(InputStream in, int length) throws IOException {
    return new String(readBytes(in, length), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = in.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new IOException("it ends after " + read + " of " + length + " bytes");
    }
    return bytes;
  }
}
