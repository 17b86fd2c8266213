// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.operator.StageSpec;
import dev.pathway.beam.engine.plain.NumberSource;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SerializedStageTest {
  private static StageSpec spec(@Nullable PlanNode head, PlanNode... steps) {
    return new StageSpec("stage", head, List.of(steps), new PlainRows(), Map.of(), Map.of(), false);
  }

  private static PlanNode step(String name, StepSpec step) {
    return new StepNode(name, name, List.of("in"), "in", List.of(), List.of(), step, "Step");
  }

  /** A step that can be told from its copies. */
  private static final class Marked implements StepSpec {
    @Override
    public StepFn create() {
      throw new IllegalStateException("only its class matters");
    }
  }

  private static final class Unserialisable implements StepSpec {
    private final Object field = new Object();

    @Override
    public StepFn create() {
      throw new IllegalStateException(field.toString());
    }
  }

  @Test
  void read_twice_givesDifferentCopies() {
    SerializedStage stage = SerializedStage.of(spec(null, step("step", new Marked())));

    StepNode first = (StepNode) stage.read(getClass().getClassLoader()).steps().get(0);
    StepNode second = (StepNode) stage.read(getClass().getClassLoader()).steps().get(0);

    assertThat(first.step()).isInstanceOf(Marked.class).isNotSameAs(second.step());
  }

  @Test
  void read_withAnotherLoader_takesItsClasses() {
    SerializedStage stage = SerializedStage.of(spec(null, step("step", new Marked())));
    ClassLoader loader = new OwnCopyLoader(Marked.class);

    StepNode read = (StepNode) stage.read(loader).steps().get(0);

    assertThat(read.step().getClass()).isNotEqualTo(Marked.class);
    assertThat(read.step().getClass().getClassLoader()).isSameAs(loader);
  }

  @Test
  void of_stepsThatAreNotSerialisable_namesThemAll() {
    StageSpec spec =
        spec(
            null,
            step("a", new Unserialisable()),
            step("b", new Marked()),
            step("c", new Unserialisable()));

    assertThatThrownBy(() -> SerializedStage.of(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' (java.lang.Object)")
        .hasMessageContaining("'c' (java.lang.Object)")
        .hasMessageNotContaining("'b'");
  }

  @Test
  void of_headThatIsNotSerialisable_namesIt() {
    Object field = new Object();
    SourceSpec source =
        new SourceSpec() {
          @Override
          public List<Split> splits(JobContext job, int workers) {
            throw new IllegalStateException(field.toString());
          }
        };

    assertThatThrownBy(
            () -> SerializedStage.of(spec(new SourceNode("s", "my source", "out", source))))
        .hasMessageContaining("'my source'");
  }

  @Test
  void source_ofStages_isTrueWithASourceHead() {
    SourceNode source = new SourceNode("s", "source", "out", new NumberSource(1, 1));

    assertThat(SerializedStage.of(spec(source)).source()).isTrue();
    assertThat(SerializedStage.of(spec(null, step("step", new Marked()))).source()).isFalse();
  }

  /** Defines one class anew. */
  private static final class OwnCopyLoader extends ClassLoader {
    private final String own;

    OwnCopyLoader(Class<?> own) {
      super(own.getClassLoader());
      this.own = own.getName();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(own)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
