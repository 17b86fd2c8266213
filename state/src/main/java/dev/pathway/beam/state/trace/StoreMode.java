// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

/**
 * How a store works; anything but {@link #NORMAL} is for tests.
 *
 * @param mergesInBackground whether a thread merges, or nobody unless it is asked for
 * @param isDurable whether files are forced to the disk; without that, a commit survives the end of
 *     the process but not that of the machine
 * @param foldedBytes the most bytes of young segments that a commit writes anew with its own
 */
record StoreMode(boolean mergesInBackground, boolean isDurable, long foldedBytes) {
  private static final long FOLDED_BYTES = 256 << 10;

  static final StoreMode NORMAL = new StoreMode(true, true, FOLDED_BYTES);
}
