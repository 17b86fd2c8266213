// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;

/** What a program is told that uses a module of Beam which is not on the class path. */
final class MissingModule {
  private static final Pattern BEAM_CLASS = Pattern.compile("org/apache/beam/[\\w/$]+");

  /** What names begin with of classes that come with Beam SQL. */
  private static final List<String> SQL =
      List.of("org/apache/beam/sdk/extensions/sql/", "org/apache/beam/vendor/calcite/");

  private MissingModule() {}

  /** Returns what to add, null if a failure is not of that kind. */
  static @Nullable String message(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Matcher missing = BEAM_CLASS.matcher(String.valueOf(each.getMessage()));
      if (each instanceof NoClassDefFoundError && missing.matches()) {
        return message(missing.group());
      }
    }
    return null;
  }

  private static String message(String missing) {
    String module =
        SQL.stream().anyMatch(missing::startsWith)
            ? "'org.apache.beam:beam-sdks-java-extensions-sql:"
                + ReleaseInfo.getReleaseInfo().getVersion()
                + "'"
            : "the module of Beam that has it";
    return "The program uses '"
        + missing.replace('/', '.')
        + "', which is not on the class path: add "
        + module
        + " with all it depends on, as in --jar='my-job.jar:lib/*' with the jars that"
        + " 'mvn dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=lib' collects";
  }
}
