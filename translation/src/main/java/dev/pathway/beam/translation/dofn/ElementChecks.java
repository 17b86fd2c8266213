// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.translation.coder.CoderWeigher;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.apache.beam.sdk.util.MutationDetector;
import org.apache.beam.sdk.util.MutationDetectors;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * The checks that Beam's model allows a runner to make of user code: that a DoFn changes neither
 * what it is given nor what it emitted, and that what it emits survives its coder.
 *
 * <p>Elements are looked at again when the bundle ends. Since a bundle may be large, they are also
 * looked at, and let go of, whenever their copies have come to {@link #MOST_BYTES}: what is changed
 * after that is not noticed.
 */
final class ElementChecks {
  /**
   * Copies of larger elements are not kept until the bundle ends, but checked and dropped after
   * each input.
   */
  private static final long LARGE_BYTES = 64 * 1024;

  /** What is kept to compare with, at most and approximately. */
  private static final long MOST_BYTES = 4 * 1024 * 1024;

  /** Of an element a detector keeps its encoding and, as objects, two copies and the original. */
  private static final long COPIES = 4;

  private static final long DETECTOR_BYTES = 128;

  private static final String INPUT = "its input";
  private static final String EMITTED = "an element after emitting it";

  private final ParDoSpec spec;
  private final List<MutationDetector> inputs = new ArrayList<>();
  private final List<MutationDetector> emitted = new ArrayList<>();
  private final List<MutationDetector> emittedLarge = new ArrayList<>();
  private long keptBytes;

  private ElementChecks(ParDoSpec spec) {
    this.spec = spec;
  }

  /** Returns the checks of a step, or null if they are off. */
  static @Nullable ElementChecks of(ParDoSpec spec) {
    return spec.checks().immutability() || spec.checks().encodability()
        ? new ElementChecks(spec)
        : null;
  }

  /** Runs {@code process} and checks that it left the element as it was. */
  void around(WindowedValue<Object> element, Runnable process) {
    if (!spec.checks().immutability()) {
      process.run();
      return;
    }
    long bytes = bytes(element.getValue(), spec.inputCoder());
    MutationDetector input = detector(element.getValue(), spec.inputCoder(), isLarge(bytes));
    process.run();
    verify(input, INPUT);
    if (!isLarge(bytes)) {
      keep(input, bytes, inputs);
    }
    verifyAll(emittedLarge, EMITTED);
  }

  /** Checks that what was taken and emitted in the bundle is as it was. */
  void finishBundle() {
    verifyKept();
  }

  /** Keeps a detector, if there is room; else it and all others have their last look. */
  private void keep(MutationDetector detector, long bytes, List<MutationDetector> kept) {
    kept.add(detector);
    keptBytes += DETECTOR_BYTES + (isLarge(bytes) ? bytes : COPIES * bytes);
    if (keptBytes > MOST_BYTES) {
      verifyKept();
    }
  }

  private void verifyKept() {
    keptBytes = 0;
    verifyAll(inputs, INPUT);
    verifyAll(emittedLarge, EMITTED);
    verifyAll(emitted, EMITTED);
  }

  private void verifyAll(List<MutationDetector> detectors, String what) {
    detectors.forEach(detector -> verify(detector, what));
    detectors.clear();
  }

  /** Returns a receiver that checks what goes to another. */
  Receiver output(Output output, Receiver receiver) {
    @SuppressWarnings("unchecked") // the coder is that of the output's elements
    Coder<Object> coder = (Coder<Object>) output.coder();
    return element -> {
      @SuppressWarnings("unchecked") // elements are windowed values
      WindowedValue<Object> row = (WindowedValue<Object>) element;
      receiver.accept(checked(row, coder));
    };
  }

  /**
   * Notes an element to be looked at again, and returns it, or the copy that came through its
   * coder.
   */
  private WindowedValue<Object> checked(WindowedValue<Object> row, Coder<Object> coder) {
    Object value = row.getValue();
    long bytes = bytes(value, coder);
    boolean large = isLarge(bytes);
    if (spec.checks().immutability()) {
      keep(detector(value, coder, large), bytes, large ? emittedLarge : emitted);
    }
    if (!spec.checks().encodability()) {
      return row;
    }
    Object copy = copy(value, coder);
    // Of a large value only one copy is to be alive, however many steps a stage has.
    return large ? row : row.withValue(copy);
  }

  private static boolean isLarge(long bytes) {
    return bytes >= LARGE_BYTES;
  }

  /** Returns the approximate size of a value. */
  private static long bytes(Object value, Coder<Object> coder) {
    long bytes = CoderWeigher.of(coder).weigh(value);
    return bytes < LARGE_BYTES && CoderWeigher.isLazy(coder)
        ? Math.max(bytes, EncodedSize.of(value, coder))
        : bytes;
  }

  private Object copy(Object value, Coder<Object> coder) {
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          "'"
              + spec.name()
              + "' emitted the value "
              + value
              + ", which its coder "
              + coder
              + " cannot encode and decode: "
              + e.getMessage(),
          e);
    }
  }

  private MutationDetector detector(Object value, Coder<Object> coder, boolean large) {
    try {
      if (large) {
        return new ChecksumDetector(value, coder);
      }
      return MutationDetectors.forValueWithCoder(value, coder);
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          "the coder "
              + coder
              + " cannot encode the value "
              + value
              + " at '"
              + spec.name()
              + "': "
              + e.getMessage(),
          e);
    }
  }

  private void verify(MutationDetector detector, String what) {
    try {
      detector.verifyUnmodified();
    } catch (IllegalMutationException e) {
      throw new IllegalMutationException(
          "'"
              + spec.name()
              + "' must not change "
              + what
              + ": it was "
              + e.getSavedValue()
              + " and became "
              + e.getNewValue()
              + ". Make a copy of the element instead.",
          e.getSavedValue(),
          e.getNewValue(),
          e);
    }
  }
}
