// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.StoppableWait;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A complete view that is made when it is read for the first time, by its reader. Thread-safe. */
final class LazyView implements View {
  private final JobContext job;
  private final Making making;
  private volatile @Nullable View made;

  /** Not a monitor: who waits while another thread makes the view must be interruptible. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Makes the view. */
  @FunctionalInterface
  interface Making {
    /** Returns the view; called at most once, unless it fails. */
    View make() throws IOException;
  }

  LazyView(JobContext job, Making making) {
    this.job = job;
    this.making = making;
  }

  @Override
  public Iterable<@Nullable Object> values(Object window) {
    return view().values(window);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    return view().values(window, key);
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    return view().keys(window);
  }

  private View view() {
    View view = made;
    if (view != null) {
      return view;
    }
    boolean ignored =
        StoppableWait.of(
            job,
            () -> {
              lock.lockInterruptibly();
              return true;
            });
    try {
      view = made;
      if (view == null) {
        view = making.make();
        made = view;
      }
      return view;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a view", e);
    } finally {
      lock.unlock();
    }
  }
}
