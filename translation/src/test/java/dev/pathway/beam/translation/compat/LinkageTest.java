// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.PipelineTranslator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberRemoval;
import net.bytebuddy.description.modifier.Visibility;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.SideInputReader;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;

/** Finding what a Beam does not have, with Beams that were changed. */
final class LinkageTest {
  private static final String OURS = "dev/pathway/beam/translation";

  /** Sees the classes of the test's class path, some of them changed or gone. */
  private static final class ChangedBeam extends ClassLoader {
    private final Map<String, byte[]> changed = new HashMap<>();

    ChangedBeam() {
      super(LinkageTest.class.getClassLoader());
    }

    ChangedBeam with(Class<?> type, byte[] bytes) {
      changed.put(type.getName(), bytes);
      return this;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        byte[] bytes = changed.get(name);
        if (bytes == null) {
          return super.loadClass(name, resolve);
        }
        if (bytes.length == 0) {
          throw new ClassNotFoundException(name);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? defineClass(name, bytes, 0, bytes.length) : loaded;
      }
    }
  }

  private static byte[] without(Class<?> type, String method) {
    return new ByteBuddy()
        .redefine(type)
        .visit(new MemberRemoval().stripMethods(named(method)))
        .make()
        .getBytes();
  }

  @Test
  void check_beamBuiltWith_lacksNothing() throws IOException {
    assertThat(
            new Linkage(LinkageTest.class.getClassLoader())
                .check(PipelineTranslator.class, OURS)
                .check(DoFnRunner.class, "org/apache/beam/runners/core")
                .missing())
        .isEmpty();
  }

  @Test
  void check_beamWithoutAMethod_namesIt() throws IOException {
    ChangedBeam beam =
        new ChangedBeam().with(WindowedValue.class, without(WindowedValue.class, "causedByDrain"));

    assertThat(new Linkage(beam).check(PipelineTranslator.class, OURS).missing())
        .containsExactly("org.apache.beam.sdk.values.WindowedValue.causedByDrain(...)");
  }

  @Test
  void check_beamWithoutAClass_namesIt() throws IOException {
    ChangedBeam beam = new ChangedBeam().with(WindowedValues.class, new byte[0]);

    assertThat(new Linkage(beam).check(PipelineTranslator.class, OURS).missing())
        .containsExactly("org.apache.beam.sdk.values.WindowedValues");
  }

  @Test
  void check_interfaceWithANewMethod_namesWhoLacksIt() throws IOException, ClassNotFoundException {
    byte[] grown =
        new ByteBuddy()
            .redefine(SideInputReader.class)
            .defineMethod("grown", void.class, Visibility.PUBLIC)
            .withoutCode()
            .make()
            .getBytes();
    String views = "dev.pathway.beam.translation.dofn.SideInputViews";
    Class<?> type = Class.forName(views);
    ChangedBeam beam = new ChangedBeam().with(SideInputReader.class, grown);
    try (var in = type.getResourceAsStream("SideInputViews.class")) {
      beam.with(type, in.readAllBytes());
    }

    assertThat(new Linkage(beam).check(PipelineTranslator.class, OURS).missing())
        .contains("an implementation of " + SideInputReader.class.getName() + ".grown in " + views);
  }
}
