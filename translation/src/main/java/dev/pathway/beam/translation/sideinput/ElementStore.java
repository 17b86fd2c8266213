// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Elements that wait in the state of a step, in groups. Each is an entry of its own, under the
 * partition of its key or, if there are no keys, one of the worker's. One thread only.
 */
public final class ElementStore {
  private final StepState state;
  private final byte kind;
  private final Coder<WindowedValue<Object>> coder;
  private final @Nullable KeyModel keys;

  /**
   * Creates a store.
   *
   * @param kind what the keys of its entries begin with, and those of no other entries of the step
   * @param keys the keys by which elements come to the step's workers, null if they come to any
   */
  public ElementStore(
      StepState state, byte kind, Coder<WindowedValue<Object>> coder, @Nullable KeyModel keys) {
    this.state = state;
    this.kind = kind;
    this.coder = coder;
    this.keys = keys;
  }

  /** Returns a group without elements, by a name of which there is none. */
  public StoredElements elements(byte[] name) {
    return new StoredElements(this, name);
  }

  /** Returns all groups with elements that were saved, by name. */
  public Map<EncodedIdentity, StoredElements> restore() throws IOException {
    Map<EncodedIdentity, StoredElements> groups = new LinkedHashMap<>();
    state.forEach(
        (partition, key, value) -> {
          if (key[0] == kind) {
            byte[] name = Arrays.copyOfRange(key, 1, key.length - StoredElements.SUFFIX_BYTES);
            groups
                .computeIfAbsent(new EncodedIdentity(name), absent -> elements(name))
                .restore(partition, key, value);
          }
        });
    return groups;
  }

  StepState state() {
    return state;
  }

  byte kind() {
    return kind;
  }

  Coder<WindowedValue<Object>> coder() {
    return coder;
  }

  int partition(WindowedValue<Object> element) {
    return keys == null
        ? state.ownPartition()
        : state.partition(keys.identity(element.getValue()).hashCode());
  }
}
