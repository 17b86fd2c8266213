// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.job.PlanIdentity;

/** A plan that is known by its name alone. */
public record NamedPlan(String name) implements PlanIdentity {
  @Override
  public byte[] bytes() {
    return name.getBytes(UTF_8);
  }

  @Override
  public void check(byte[] before) {
    if (!name.equals(new String(before, UTF_8))) {
      throw new IllegalStateException("the snapshots are those of " + new String(before, UTF_8));
    }
  }
}
