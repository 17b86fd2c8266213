// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows that are part of snapshots that count, each once: those of all attempts.
 *
 * @param name what they are collected under
 */
public record KeptCollector(String name) implements StepSpec {
  /** What was collected, by name and worker. Thread-safe. */
  public static final class Kept {
    private final Map<String, Map<Integer, List<Row>>> rows = new TreeMap<>();

    /** Returns what a job's last snapshot has. */
    public static Kept of(JobContext job) {
      return job.shared(Kept.class, Kept::new);
    }

    synchronized void set(String name, int worker, List<Row> all) {
      rows.computeIfAbsent(name, key -> new TreeMap<>()).put(worker, all);
    }

    /** Returns the values collected under a name, each as text, in order. */
    public synchronized List<String> values(String name) {
      return rows.getOrDefault(name, Map.of()).values().stream()
          .flatMap(List::stream)
          .map(row -> Results.text(row.value()))
          .sorted()
          .toList();
    }
  }

  @Override
  public StepFn create() {
    return new Fn(name);
  }

  private static final class Fn implements StepFn {
    private final String name;
    private final List<Row> rows = new ArrayList<>();
    private List<Row> saved = List.of();
    private @Nullable StepContext context;
    private @Nullable StepState state;
    private @Nullable KeptRows kept;

    Fn(String name) {
      this.name = name;
    }

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    public void restore(StepState given) throws Exception {
      state = given;
      kept = new KeptRows(given);
      rows.addAll(kept.restore());
      saved = List.copyOf(rows);
    }

    @Override
    public void process(Object element) {
      rows.add((Row) element);
    }

    @Override
    public void save(long snapshot) throws Exception {
      if (kept == null) {
        throw new IllegalStateException("not restored");
      }
      kept.save(rows);
      saved = List.copyOf(rows);
    }

    @Override
    public void committed(long snapshot) {
      if (context == null || state == null) {
        throw new IllegalStateException("not set up");
      }
      Kept.of(context.job()).set(name, state.worker(), saved);
    }
  }
}
