// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cluster;

import dev.pathway.beam.engine.cluster.ClusterMember;
import dev.pathway.beam.engine.cluster.MemberSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A cluster in this process, on loopback. */
final class LocalCluster implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();
  private final List<ClusterMember> members = new ArrayList<>();

  LocalCluster(int size) {
    while (members.size() < size) {
      members.add(
          ClusterMember.start(
              new MemberSettings(name, MemberSettings.LOOPBACK, 0, addresses(), 1)));
    }
  }

  private List<String> addresses() {
    return members.stream().map(ClusterMember::address).toList();
  }

  /** Stops one of the members, as if its process had ended. */
  void lose(int member) {
    members.get(member).close();
  }

  /** Returns the options of a pipeline that runs here. */
  String[] options(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--hazelcastMembers=" + String.join(",", addresses()));
    all.add("--hazelcastClusterName=" + name);
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    members.forEach(ClusterMember::close);
  }
}
