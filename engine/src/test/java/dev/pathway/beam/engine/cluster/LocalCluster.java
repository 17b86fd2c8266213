// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A cluster in this process, on loopback. */
final class LocalCluster implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();
  private final List<ClusterMember> members = new ArrayList<>();

  LocalCluster(int size) {
    while (members.size() < size) {
      add();
    }
  }

  /** Adds a member. */
  ClusterMember add() {
    ClusterMember member =
        ClusterMember.start(new MemberSettings(name, MemberSettings.LOOPBACK, 0, addresses(), 1));
    members.add(member);
    return member;
  }

  List<String> addresses() {
    return members.stream().map(ClusterMember::address).toList();
  }

  ClusterMember member(int number) {
    return members.get(number);
  }

  ClusterConnection connect() {
    return ClusterConnection.open(name, addresses());
  }

  @Override
  public void close() {
    members.forEach(ClusterMember::close);
  }
}
