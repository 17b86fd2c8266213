// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.spi.JobContext;
import java.util.Iterator;

/**
 * Elements which are read as long as their job goes on: a key may have very many, and nobody else
 * looks while they are read.
 *
 * @param <T> the type of the elements
 */
public final class Stoppable<T> implements Iterable<T> {
  private final Iterable<T> elements;
  private final JobContext job;

  /** Wraps elements of a job; {@code next} throws {@link JobStoppedException} once it stops. */
  public Stoppable(Iterable<T> elements, JobContext job) {
    this.elements = elements;
    this.job = job;
  }

  /**
   * Checks that a job goes on.
   *
   * @throws JobStoppedException if it does not
   */
  static void check(JobContext job) {
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<T> each = elements.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return each.hasNext();
      }

      @Override
      public T next() {
        check(job);
        return each.next();
      }
    };
  }
}
