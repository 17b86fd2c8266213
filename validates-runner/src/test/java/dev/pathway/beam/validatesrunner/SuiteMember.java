// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Ignore;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * A test of Beam's ValidatesRunner suite.
 *
 * @param className its class, which may be nested: Outer$Inner
 * @param method its method
 * @param categories names of its categories and of all that these extend
 * @param ignored why Beam ignores it; empty if it does not
 * @param descriptor what JUnit knows about it
 */
record SuiteMember(
    String className,
    String method,
    Set<String> categories,
    String ignored,
    TestDescriptor descriptor) {

  SuiteMember {
    categories = Set.copyOf(categories);
  }

  /** Returns the test that JUnit has discovered. */
  static SuiteMember of(TestDescriptor test) {
    MethodSource source = (MethodSource) test.getSource().orElseThrow();
    Method method = source.getJavaMethod();
    return new SuiteMember(
        source.getClassName(),
        source.getMethodName(),
        test.getTags().stream().map(TestTag::getName).collect(Collectors.toSet()),
        ignored(method),
        test);
  }

  private static String ignored(Method method) {
    Ignore ignore = method.getAnnotation(Ignore.class);
    if (ignore == null) {
      ignore = method.getDeclaringClass().getAnnotation(Ignore.class);
    }
    if (ignore == null) {
      return "";
    }
    return ignore.value().isEmpty() ? "no reason given" : ignore.value();
  }

  /** Whether Beam ignores the test. */
  boolean isIgnored() {
    return !ignored.isEmpty();
  }

  /** Returns the test as Class#method. */
  String name() {
    return className + "#" + method;
  }
}
