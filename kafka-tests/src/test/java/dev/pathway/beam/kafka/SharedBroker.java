// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one broker of this run, which is started for the first and ends with the last.
 */
final class SharedBroker implements ParameterResolver {
  private record Held(KafkaBroker broker) implements AutoCloseable {
    static Held start() {
      try {
        return new Held(KafkaBroker.start(Path.of(System.getProperty("kafka.folder"))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      broker.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaBroker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedBroker.class))
        .getOrComputeIfAbsent(SharedBroker.class, key -> Held.start(), Held.class)
        .broker();
  }
}
