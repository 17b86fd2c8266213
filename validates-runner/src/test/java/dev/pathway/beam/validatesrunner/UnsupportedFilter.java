// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out what the {@link UnsupportedList} says, unless the system property {@value #ALL} is
 * set; found by JUnit as a service.
 */
public final class UnsupportedFilter implements PostDiscoveryFilter {
  static final String ALL = "vr.all";

  private final UnsupportedList list = UnsupportedList.read();

  @Override
  public FilterResult apply(TestDescriptor test) {
    String all = System.getProperty(ALL, "false");
    if (!all.equals("false")) {
      return FilterResult.included("everything is to be run");
    }
    return list.entry(test)
        .map(entry -> FilterResult.excluded(entry.what() + ": " + entry.reason()))
        .orElseGet(() -> FilterResult.included("supported"));
  }
}
