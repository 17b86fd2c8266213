// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;

/**
 * Says that an attempt at a job is not the latest one any more, so that nothing it does counts: the
 * job was started again, or its snapshots were deleted.
 */
public final class StaleAttemptException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleAttemptException(String message) {
    super(message);
  }
}
