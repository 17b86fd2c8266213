// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is left to do, as entries of the step's state: one for each residual. One thread only. */
final class StoredResiduals {
  private static final byte RESIDUAL = 'r';

  private final SplittableSpec spec;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Map<Long, Place> stored = new HashMap<>();
  private @Nullable Active active;

  /** Where the entry of a residual is. */
  private static final class Place {
    private final int partition;
    private final byte[] key;

    Place(int partition, byte[] key) {
      this.partition = partition;
      this.key = key;
    }

    void put(StepState state, byte[] value) throws IOException {
      state.put(partition, key, value);
    }

    void remove(StepState state) throws IOException {
      state.remove(partition, key);
    }
  }

  private record Active(StepState state, Codec codec) {}

  StoredResiduals(SplittableSpec spec) {
    this.spec = spec;
  }

  /** Adds to residuals what was saved. */
  void restore(StepState state, Residuals residuals) throws IOException {
    SplittableSpec.Coders coders = spec.coders();
    if (!state.durable()) {
      return;
    }
    if (coders == null) {
      throw new IllegalStateException(
          "'" + spec.parDo().name() + "' was not made for a stream, and cannot be saved");
    }
    Codec codec = Codec.of(spec.parDo(), coders);
    active = new Active(state, codec);
    List<Place> places = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    state.forEach(
        (partition, key, value) -> {
          if (key[0] == RESIDUAL) {
            places.add(new Place(partition, key));
            values.add(value);
            // Nothing is put in the place of what was there before.
            residuals.numberAbove(ByteBuffer.wrap(key, 1 + Integer.BYTES, Long.BYTES).getLong());
          }
        });
    for (int i = 0; i < places.size(); i++) {
      stored.put(residuals.add(decode(values.get(i), codec)), places.get(i));
    }
  }

  private Residual decode(byte[] value, Codec codec) throws IOException {
    try {
      return codec.decode(value);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Cannot decode what is left of an element of '" + spec.parDo().name() + "': " + e, e);
    }
  }

  /** Saves what has come, and removes what is done with. */
  void save(Residuals residuals) throws IOException {
    Active own = active;
    if (own == null) {
      return;
    }
    Set<Long> left = new HashSet<>();
    for (Residuals.Entry entry : residuals.entries()) {
      left.add(entry.number());
      if (!stored.containsKey(entry.number())) {
        Place place = place(own.state(), entry.number());
        place.put(own.state(), encode(entry.residual(), own.codec()));
        stored.put(entry.number(), place);
      }
    }
    List<Long> done = stored.keySet().stream().filter(number -> !left.contains(number)).toList();
    for (long number : done) {
      Place place = stored.remove(number);
      if (place != null) {
        place.remove(own.state());
      }
    }
  }

  private static Place place(StepState state, long number) {
    byte[] key =
        ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES)
            .put(RESIDUAL)
            .putInt(state.worker())
            .putLong(number)
            .array();
    return new Place(state.ownPartition(), key);
  }

  private byte[] encode(Residual residual, Codec codec) throws IOException {
    buffer.clear();
    try {
      codec.encode(residual, buffer);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Cannot encode what is left of an element of '" + spec.parDo().name() + "': " + e, e);
    }
    return buffer.toByteArray();
  }

  private record Codec(
      Coder<WindowedValue<Object>> elements,
      Coder<Object> restrictions,
      Coder<@Nullable Object> estimatorStates) {
    @SuppressWarnings("unchecked") // types come together where the DoFn was applied
    static Codec of(ParDoSpec parDo, SplittableSpec.Coders coders) {
      return new Codec(
          WindowedValues.getFullCoder(
              parDo.inputCoder(), parDo.windowing().getWindowFn().windowCoder()),
          (Coder<Object>) coders.restriction(),
          NullableCoder.of((Coder<Object>) coders.estimatorState()));
    }

    void encode(Residual residual, EncodeBuffer buffer) throws IOException {
      DataOutputStream out = new DataOutputStream(buffer);
      elements.encode(residual.element(), out);
      restrictions.encode(residual.restriction(), out);
      estimatorStates.encode(residual.estimatorState(), out);
      out.writeLong(residual.watermark().getMillis());
      out.writeLong(residual.resumeMillis());
      out.writeBoolean(residual.truncated());
      out.flush();
    }

    Residual decode(byte[] bytes) throws IOException {
      DataInputStream in = new DataInputStream(new ArrayInput(bytes));
      return new Residual(
          elements.decode(in),
          restrictions.decode(in),
          estimatorStates.decode(in),
          Instant.ofEpochMilli(in.readLong()),
          in.readLong(),
          in.readBoolean());
    }
  }
}
