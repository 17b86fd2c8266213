// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.annotations.Deterministic;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.engine.spi.Determinism;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.testing.CrashingRunner;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.junit.jupiter.api.Test;

final class FnsTest {
  @Deterministic
  private record Given(Object held) {}

  @NonDeterministic
  private record None() {}

  private record Plain(Object held) {}

  @Deterministic
  private static final class Odd implements SerializableFunction<Integer, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean apply(Integer number) {
      return number % 2 == 1;
    }
  }

  @Test
  void determinism_plain_isChecked() {
    assertThat(Fns.determinism(new Plain("text"))).isEqualTo(Determinism.CHECKED);
  }

  @Test
  void determinism_annotated_isWhatItSays() {
    assertThat(Fns.determinism(new Given("text"))).isEqualTo(Determinism.GIVEN);
    assertThat(Fns.determinism(new None())).isEqualTo(Determinism.NONE);
  }

  @Test
  void determinism_holdsOneThatHasNone_hasNone() {
    assertThat(Fns.determinism(new Given(new Plain(new None())))).isEqualTo(Determinism.NONE);
  }

  @Test
  void determinism_holdsOneWhoseIsGiven_onlyBeamsAreTaken() {
    assertThat(Fns.determinism(new Plain(new Given("text")))).isEqualTo(Determinism.CHECKED);
    assertThat(Fns.determinism(Filter.by(new Odd()))).isEqualTo(Determinism.GIVEN);
  }

  /** What makes functions that hold it, whether they use it or not. */
  private static final class Program {
    private final None none = new None();
    private final Plain plain = new Plain("text");

    Supplier<Object> unrelated() {
      return new Supplier<>() {
        @Override
        public Object get() {
          return "text";
        }
      };
    }

    Supplier<Object> plain() {
      return new Supplier<>() {
        @Override
        public Object get() {
          return plain.held();
        }
      };
    }

    Supplier<Object> none() {
      return new Supplier<>() {
        @Override
        public Object get() {
          return none.toString();
        }
      };
    }

    Supplier<Object> calling() {
      return new Supplier<>() {
        @Override
        public Object get() {
          return askNone();
        }
      };
    }

    Supplier<Object> nested() {
      return new Supplier<>() {
        private final Supplier<Object> inner =
            new Supplier<>() {
              @Override
              public Object get() {
                return none.toString();
              }
            };

        @Override
        public Object get() {
          return inner.get();
        }
      };
    }

    private String askNone() {
      return none.toString();
    }
  }

  @Test
  void determinism_madeInOneThatHoldsOneThatHasNone_isCheckedUnlessItIsUsed() {
    Program program = new Program();

    assertThat(Fns.determinism(program.unrelated())).isEqualTo(Determinism.CHECKED);
    assertThat(Fns.determinism(program.plain())).isEqualTo(Determinism.CHECKED);
    assertThat(Fns.determinism(program.none())).isEqualTo(Determinism.NONE);
    assertThat(Fns.determinism(program.calling())).isEqualTo(Determinism.NONE);
    assertThat(Fns.determinism(program.nested())).isEqualTo(Determinism.NONE);
  }

  private static final class Length extends SimpleFunction<String, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer apply(String text) {
      return text.length();
    }
  }

  @Test
  void determinism_beamsOwn_isGivenUnlessItCallsAUsers() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(CrashingRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    TupleTag<Integer> left = new TupleTag<>("left") {};
    KeyedPCollectionTuple.of(left, pipeline.apply("Left", Create.of(KV.of("a", 1))))
        .and(new TupleTag<Integer>("right"), pipeline.apply("Right", Create.of(KV.of("a", 1))))
        .apply("Join", CoGroupByKey.create())
        .apply("Keys", Keys.create())
        .apply("Distinct", Distinct.create())
        .apply("Length", MapElements.via(new Length()));

    Map<String, Determinism> found = determinisms(pipeline);

    assertThat(found)
        .allSatisfy(
            (step, determinism) ->
                assertThat(determinism)
                    .as(step)
                    .isEqualTo(
                        step.startsWith("Length") ? Determinism.CHECKED : Determinism.GIVEN));
    assertThat(found.keySet().toString()).contains("Join/", "Keys/", "Distinct/", "Length/");
  }

  /** Returns what is found of the functions of all steps but those that read. */
  private static Map<String, Determinism> determinisms(Pipeline pipeline) {
    Map<String, Determinism> found = new TreeMap<>();
    pipeline.traverseTopologically(
        new PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> step
                && !node.getFullName().matches("(Left|Right)/.*")) {
              found.put(node.getFullName(), Fns.determinism(step.getFn()));
            }
          }
        });
    return found;
  }
}
