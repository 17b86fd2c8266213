// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.translation.coder.CoderWeigher;
import dev.pathway.beam.translation.sideinput.WaitingElements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/**
 * What a step puts out on account of an element, held back until it is known that the element was
 * processed well: in memory, and on disk where it is much. One thread only.
 */
final class HeldOutputs {
  private static final long MOST_BYTES = 4L * 1024 * 1024;
  private static final long ENTRY_BYTES = 16;

  private final JobContext job;
  private final List<Receiver> receivers = new ArrayList<>();
  private final List<WindowedValue<Object>> elements = new ArrayList<>();

  /** What is no longer held in memory, by who is to receive it. */
  private final Map<Receiver, WaitingElements> others = new LinkedHashMap<>();

  private long bytes;
  private boolean holding;
  private @Nullable Throwable failure;

  HeldOutputs(JobContext job) {
    this.job = job;
  }

  /** Returns a receiver of what another one is to receive once it is released. */
  @SuppressWarnings("unchecked") // elements are windowed values of the coder's type
  Receiver in(Receiver receiver, Coder<?> coder, Coder<? extends BoundedWindow> windows) {
    Weigher weigher = CoderWeigher.of(coder);
    Coder<WindowedValue<Object>> elementCoder =
        WindowedValues.getFullCoder((Coder<Object>) coder, windows);
    return output -> {
      if (holding) {
        hold((WindowedValue<Object>) output, receiver, weigher, elementCoder);
      } else {
        receiver.accept(output);
      }
    };
  }

  private void hold(
      WindowedValue<Object> output,
      Receiver receiver,
      Weigher weigher,
      Coder<WindowedValue<Object>> coder) {
    if (bytes < MOST_BYTES) {
      bytes += ENTRY_BYTES + weigher.weigh(output.getValue());
      receivers.add(receiver);
      elements.add(output);
      return;
    }
    try {
      others.computeIfAbsent(receiver, key -> new WaitingElements(job, coder)).add(output);
    } catch (IOException | RuntimeException e) {
      RuntimeException thrown =
          new IllegalStateException("cannot hold back what an element makes: " + e.getMessage(), e);
      failure = thrown;
      throw thrown;
    }
  }

  /** Holds back from here on. */
  void hold() {
    holding = true;
    failure = null;
  }

  /** Returns why outputs could not be held, which is no fault of the element; null if they were. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Hands over what was held, in the order in which it was put out to each receiver. */
  void release() {
    holding = false;
    try {
      for (int i = 0; i < elements.size(); i++) {
        receivers.get(i).accept(elements.get(i));
      }
      for (Map.Entry<Receiver, WaitingElements> entry : others.entrySet()) {
        release(entry.getValue(), entry.getKey());
      }
    } finally {
      drop();
    }
  }

  private static void release(WaitingElements waiting, Receiver receiver) {
    try {
      waiting.drain(receiver::accept);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot read what was held back: " + e.getMessage(), e);
    }
  }

  /** Forgets what is held. */
  void drop() {
    holding = false;
    bytes = 0;
    receivers.clear();
    elements.clear();
    others.values().forEach(WaitingElements::close);
    others.clear();
  }
}
