// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.StepState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The splits of a bounded source that are a worker's by their numbers, and how much of each was put
 * out: what a job reads that keeps its state. One thread only.
 */
final class DealtSplits {
  private final SavedSplits saved;
  private final List<Progress> all = new ArrayList<>();

  /** A split and what was put out of it. */
  static final class Progress {
    private final SavedSplits.Entry entry;
    private long skip;
    private long elements;
    private boolean done;

    private Progress(SavedSplits.Entry entry) {
      this.entry = entry;
      if (entry.progress() != null) {
        ByteBuffer in = ByteBuffer.wrap(entry.progress());
        done = in.get() != 0;
        skip = in.getLong();
        elements = skip;
      }
    }

    private byte[] bytes() {
      return ByteBuffer.allocate(1 + Long.BYTES)
          .put((byte) (done ? 1 : 0))
          .putLong(elements)
          .array();
    }

    /** Returns the split. */
    Split split() {
      return (Split) entry.split();
    }

    /** Takes note of the next element; returns whether it is to be put out. */
    boolean next() {
      if (skip > 0) {
        skip--;
        return false;
      }
      return true;
    }

    /** Says that an element was put out. */
    void putOut() {
      elements++;
    }

    /** Says that the split has been read to its end. */
    void end() {
      done = true;
    }
  }

  /** Restores the splits of a worker, or lists them in a job that begins anew. */
  DealtSplits(SourceNode node, SourceSpec source, StepState state, Job job) throws Exception {
    saved = new SavedSplits(state);
    for (SavedSplits.Entry entry :
        state.restoredSnapshot() > 0
            ? saved.restore(job.loader())
            : saved.deal(job.boundedSplits(node.id(), source), job.totalParallelism())) {
      all.add(new Progress(entry));
    }
  }

  /** Returns the splits that are not done with. */
  List<Progress> unfinished() {
    return all.stream().filter(split -> !split.done).toList();
  }

  /** Saves how far all have been read. */
  void save() throws Exception {
    for (Progress progress : all) {
      saved.save(progress.entry, progress.bytes());
    }
  }
}
