// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import dev.pathway.beam.engine.job.LoaderInput;
import dev.pathway.beam.engine.job.SplitBoard;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The splits of a job's sources in a map of the cluster. */
final class MapSplitBoard implements SplitBoard {
  private static final String MAP = "pathway.splits";
  private static final long MAX_PAUSE_MILLIS = 50;

  private final IMap<String, Object> map;
  private final String jobId;
  private final ClassLoader loader;

  MapSplitBoard(HazelcastInstance member, String jobId, ClassLoader loader) {
    map = member.getMap(MAP);
    this.jobId = jobId;
    this.loader = loader;
  }

  /** Removes what was listed for a job, once it has ended on all members. */
  static void clear(HazelcastInstance member, String jobId) {
    member.<String, Object>getMap(MAP).removeAll(entry -> entry.getKey().startsWith(jobId + "/"));
  }

  @Override
  public void publish(String sourceId, List<? extends Serializable> splits) throws IOException {
    map.set(listKey(sourceId), LoaderInput.bytes(new ArrayList<>(splits)));
  }

  @Override
  public List<?> await(String sourceId) throws IOException, InterruptedException {
    for (long pause = 1; ; pause = Math.min(MAX_PAUSE_MILLIS, pause * 2)) {
      if (map.get(listKey(sourceId)) instanceof byte[] bytes) {
        return read(bytes);
      }
      Thread.sleep(pause);
    }
  }

  private List<?> read(byte[] bytes) throws IOException {
    try (LoaderInput in = new LoaderInput(bytes, loader)) {
      return (List<?>) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("the splits of a source are of a class that is not here: " + e, e);
    }
  }

  @Override
  public int claim(String sourceId) {
    return map.executeOnKey(jobId + "/claimed/" + sourceId, new Claim());
  }

  private String listKey(String sourceId) {
    return jobId + "/splits/" + sourceId;
  }

  /** Counts, and returns what the count was. */
  private static final class Claim implements EntryProcessor<String, Object, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer process(Map.Entry<String, Object> entry) {
      @Nullable Object count = entry.getValue();
      int claimed = count == null ? 0 : (Integer) count;
      entry.setValue(claimed + 1);
      return claimed;
    }
  }
}
