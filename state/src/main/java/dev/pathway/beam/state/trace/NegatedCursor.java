// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

/** The pairs of a cursor with weights of the opposite sign. */
final class NegatedCursor extends ForwardingCursor {
  NegatedCursor(PairCursor cursor) {
    super(cursor);
  }

  @Override
  public long weight() {
    return Math.negateExact(super.weight());
  }
}
