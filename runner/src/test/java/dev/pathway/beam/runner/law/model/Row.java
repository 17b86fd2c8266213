// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

/**
 * An element of a collection, in one window.
 *
 * @param key its key
 * @param value its value
 * @param time its timestamp in milliseconds
 * @param span its window
 * @param onTime whether its pane is one that fired on time, rather than none
 */
public record Row(int key, long value, long time, Span span, boolean onTime) {

  /** Returns this with another key and value. */
  Row with(int newKey, long newValue) {
    return new Row(newKey, newValue, time, span, onTime);
  }

  @Override
  public String toString() {
    return key + "=" + value + " at " + time + " in " + span + (onTime ? " on time" : "");
  }
}
