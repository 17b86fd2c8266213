// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslatorRegistrar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.junit.jupiter.api.Test;

final class TransformTranslatorsTest {
  private static final String OWN_URN = "test:own:v1";
  private static final TransformTranslator OWN = (transform, context) -> {};

  /** Brings a translator of its own. */
  public static final class OwnRegistrar implements TranslatorRegistrar {
    @Override
    public Map<String, TransformTranslator> translators() {
      return Map.of(OWN_URN, OWN);
    }
  }

  /** Brings a translator where there is one. */
  public static final class SecondRegistrar implements TranslatorRegistrar {
    @Override
    public Map<String, TransformTranslator> translators() {
      return Map.of(PTransformTranslation.PAR_DO_TRANSFORM_URN, OWN);
    }
  }

  private static TransformTranslators load(Class<?> registrar) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new ServiceLoaderOf(registrar));
    try {
      return TransformTranslators.load();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Finds one registrar only. */
  private static final class ServiceLoaderOf extends ClassLoader {
    private final Class<?> registrar;

    ServiceLoaderOf(Class<?> registrar) {
      super(TransformTranslatorsTest.class.getClassLoader());
      this.registrar = registrar;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + TranslatorRegistrar.class.getName())
          ? Collections.enumeration(List.of(text(registrar.getName())))
          : super.getResources(name);
    }

    private static URL text(String content) throws IOException {
      return new URL(
          null,
          "text:registrar",
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
                }
              };
            }
          });
    }
  }

  @Test
  void of_urnOfARegistrar_isItsTranslator() {
    assertThat(load(OwnRegistrar.class).of(OWN_URN)).containsSame(OWN);
  }

  @Test
  void of_urnListedHere_isThatTranslator() {
    assertThat(load(OwnRegistrar.class).of(PTransformTranslation.PAR_DO_TRANSFORM_URN))
        .containsInstanceOf(ParDoTranslator.class);
  }

  @Test
  void of_unknownUrn_isEmpty() {
    assertThat(load(OwnRegistrar.class).of("test:unknown:v1")).isEmpty();
  }

  @Test
  void load_twoTranslatorsOfAUrn_namesThem() {
    assertThatThrownBy(() -> load(SecondRegistrar.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(PTransformTranslation.PAR_DO_TRANSFORM_URN)
        .hasMessageContaining(ParDoTranslator.class.getName())
        .hasMessageContaining(OWN.getClass().getName());
  }
}
