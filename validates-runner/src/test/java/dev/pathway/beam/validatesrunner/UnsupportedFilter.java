// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.List;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out what the {@link UnsupportedList} says for the mode that the system property {@value
 * #MODE} names, unless {@value #ALL} is set; found by JUnit as a service.
 */
public final class UnsupportedFilter implements PostDiscoveryFilter {
  static final String ALL = "vr.all";

  static final String MODE = "vr.mode";

  private final List<UnsupportedList> lists =
      System.getProperty(MODE, "").equals("incremental")
          ? List.of(UnsupportedList.read(), UnsupportedList.readIncremental())
          : List.of(UnsupportedList.read());

  @Override
  public FilterResult apply(TestDescriptor test) {
    String all = System.getProperty(ALL, "false");
    if (!all.equals("false")) {
      return FilterResult.included("everything is to be run");
    }
    return lists.stream()
        .flatMap(list -> list.entry(test).stream())
        .findFirst()
        .map(entry -> FilterResult.excluded(entry.what() + ": " + entry.reason()))
        .orElseGet(() -> FilterResult.included("supported"));
  }
}
