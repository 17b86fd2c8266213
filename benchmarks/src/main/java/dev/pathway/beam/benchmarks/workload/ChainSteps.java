// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * The eight steps of the chain: each a DoFn class of its own, as in a job somebody wrote, around a
 * function that the plain loop calls too.
 */
final class ChainSteps {

  private ChainSteps() {}

  /** Returns the steps in order. */
  static List<DoFn<Long, Long>> all() {
    return List.of(
        new Add(),
        new Xor(),
        new Multiply(),
        new Rotate(),
        new Subtract(),
        new Flip(),
        new Reverse(),
        new Mask());
  }

  /** Returns what all steps in order make of a number. */
  static Long applyAll(Long number) {
    Long result = number;
    result = Add.apply(result);
    result = Xor.apply(result);
    result = Multiply.apply(result);
    result = Rotate.apply(result);
    result = Subtract.apply(result);
    result = Flip.apply(result);
    result = Reverse.apply(result);
    result = Mask.apply(result);
    return result;
  }

  /** Adds a constant. */
  static final class Add extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return x + 0x5bd1e995L;
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Folds higher bits onto lower ones. */
  static final class Xor extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return x ^ (x >>> 7);
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Multiplies by an odd constant. */
  static final class Multiply extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return x * 0x9e3779b1L;
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Rotates the bits. */
  static final class Rotate extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return Long.rotateLeft(x, 17);
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Takes an eighth off. */
  static final class Subtract extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return x - (x >> 3);
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Flips all bits. */
  static final class Flip extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return ~x;
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Reverses the bytes. */
  static final class Reverse extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return Long.reverseBytes(x);
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }

  /** Keeps the lower 48 bits. */
  static final class Mask extends DoFn<Long, Long> {

    static Long apply(Long number) {
      long x = number;
      return x & 0xffff_ffff_ffffL;
    }

    /** Applies the step. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(apply(number));
    }
  }
}
