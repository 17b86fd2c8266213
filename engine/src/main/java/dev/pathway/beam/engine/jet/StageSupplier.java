// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import dev.pathway.beam.engine.job.Job;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stage's processors on a member, each of which reads a stage, and so user functions, of
 * its own.
 */
final class StageSupplier implements ProcessorSupplier {
  private static final long serialVersionUID = 1L;

  private final String jobId;
  private final SerializedStage stage;
  private final @Nullable JobSpec spec;
  private final long attempt;
  private transient @Nullable Job job;
  private transient @Nullable HazelcastInstance member;

  /**
   * Creates a supplier.
   *
   * @param jobId the job
   * @param stage the stage
   * @param spec what a member makes its part of the job of; null if the job is there already
   * @param attempt the number of the attempt, for a job that takes snapshots
   */
  StageSupplier(String jobId, SerializedStage stage, @Nullable JobSpec spec, long attempt) {
    this.attempt = attempt;
    this.jobId = jobId;
    this.stage = stage;
    this.spec = spec;
  }

  @Override
  public void init(Context context) throws IOException {
    member = context.hazelcastInstance();
    job =
        spec == null
            ? Jobs.on(context.hazelcastInstance()).get(jobId)
            : MemberJobs.on(context.hazelcastInstance()).join(spec, attempt, context);
  }

  @Override
  public Collection<? extends Processor> get(int count) {
    Job running = job;
    if (running == null) {
      throw new IllegalStateException("not initialised");
    }
    List<Processor> processors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      processors.add(new WorkerP(stage, running));
    }
    return processors;
  }

  @Override
  public boolean closeIsCooperative() {
    return spec == null;
  }

  @Override
  public void close(@Nullable Throwable error) {
    if (spec != null && member != null && job != null) {
      MemberJobs.on(member).leave(jobId, error);
    }
  }
}
