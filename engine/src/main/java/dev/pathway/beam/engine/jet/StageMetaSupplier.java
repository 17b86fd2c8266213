// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stage on the members of a cluster. One of a job's tells all members, from the one that
 * coordinates the job, that it has ended on all, before the submitter hears of it.
 */
final class StageMetaSupplier implements ProcessorMetaSupplier {
  private static final long serialVersionUID = 1L;

  private final JobSpec job;
  private final SerializedStage stage;
  private final boolean tellsEnd;
  private transient @Nullable HazelcastInstance coordinator;
  private transient long attempt;

  StageMetaSupplier(JobSpec job, SerializedStage stage, boolean tellsEnd) {
    this.job = job;
    this.stage = stage;
    this.tellsEnd = tellsEnd;
  }

  @Override
  public boolean initIsCooperative() {
    return job.snapshots() == null;
  }

  @Override
  public void init(Context context) throws Exception {
    coordinator = context.hazelcastInstance();
    if (job.snapshots() != null) {
      attempt =
          MemberJobs.on(context.hazelcastInstance())
              .attempts()
              .claim(job, context.executionId(), context.memberCount());
    }
  }

  @Override
  public Function<? super Address, ? extends ProcessorSupplier> get(List<Address> addresses) {
    return address -> new StageSupplier(job.id(), stage, job, attempt);
  }

  @Override
  public void close(@Nullable Throwable error) throws Exception {
    HazelcastInstance member = coordinator;
    if (tellsEnd && member != null) {
      MemberCall.toAll(
          member, error == null ? MemberCall.Kind.SUCCEEDED : MemberCall.Kind.FAILED, job.id());
      MapSplitBoard.clear(member, job.id());
    }
  }
}
