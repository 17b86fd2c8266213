// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that hands rows on and notes what is wrong with its watermark: a row behind it that was
 * not late from the start, a watermark that does not rise, or one that never came to the end.
 *
 * @param name for the notes
 */
public record WatermarkCheck(String name) implements StepSpec {
  /** What was wrong in a job. Thread-safe. */
  public static final class Violations {
    private final List<String> all = new ArrayList<>();

    /** Returns those of a job. */
    public static Violations of(JobContext job) {
      return job.shared(Violations.class, Violations::new);
    }

    private synchronized void add(String violation) {
      all.add(violation);
    }

    /** Returns all so far. */
    public synchronized List<String> all() {
      return List.copyOf(all);
    }
  }

  @Override
  public StepFn create() {
    return new Fn(name);
  }

  private static final class Fn implements StepFn {
    private final String name;
    private @Nullable StepContext context;
    private long watermark = EventTime.START;

    Fn(String name) {
      this.name = name;
    }

    private StepContext context() {
      if (context == null) {
        throw new IllegalStateException("not set up");
      }
      return context;
    }

    private void violation(String what) {
      Violations.of(context().job()).add(name + ": " + what);
    }

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    public void process(Object element) {
      Row row = (Row) element;
      if (row.timestamp() < watermark && !RandomStream.late(row)) {
        violation(row + " behind " + watermark);
      }
      context().output(0).accept(element);
    }

    @Override
    public void advance(long newWatermark) {
      if (newWatermark <= watermark) {
        violation("from " + watermark + " to " + newWatermark);
      }
      watermark = newWatermark;
    }

    @Override
    public void teardown() {
      if (watermark != EventTime.END) {
        violation("ended at " + watermark);
      }
    }
  }
}
