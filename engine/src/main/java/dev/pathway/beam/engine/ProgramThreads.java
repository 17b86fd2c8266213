// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The threads for which the Java virtual machine stays alive, except those of infrastructure. */
final class ProgramThreads {
  /** The thread that waits for all others once the program's main thread has ended. */
  private static final String EXIT_THREAD = "DestroyJavaVM";

  private static final long MAIN_THREAD_ID = 1;
  private static final long CHECK_MILLIS = 50;

  private final Predicate<Thread> infrastructure;

  /**
   * Creates the set of all threads that are neither daemons nor infrastructure.
   *
   * @param infrastructure tells the threads that do not count
   */
  ProgramThreads(Predicate<Thread> infrastructure) {
    this.infrastructure = infrastructure;
  }

  /** Waits until {@link #ended}. The caller should be a daemon. */
  void awaitEnd() throws InterruptedException {
    for (Optional<Thread> main = main(); main.isPresent(); main = main()) {
      main.get().join();
    }
    while (!ended()) {
      Thread.sleep(CHECK_MILLIS);
    }
  }

  private Optional<Thread> main() {
    return all().stream()
        .filter(thread -> thread.getId() == MAIN_THREAD_ID && keepsAlive(thread))
        .findAny();
  }

  /** Returns whether none is left. */
  boolean ended() {
    return all().stream().noneMatch(this::keepsAlive);
  }

  private boolean keepsAlive(Thread thread) {
    return !thread.isDaemon()
        && !thread.getName().equals(EXIT_THREAD)
        && !infrastructure.test(thread);
  }

  private static List<Thread> all() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[group.activeCount() + 16];
    int count = group.enumerate(threads, true);
    List<Thread> alive = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      alive.add(threads[i]);
    }
    return alive;
  }
}
