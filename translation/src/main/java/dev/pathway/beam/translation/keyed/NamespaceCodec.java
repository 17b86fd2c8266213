// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateNamespaces.GlobalNamespace;
import org.apache.beam.runners.core.StateNamespaces.WindowAndTriggerNamespace;
import org.apache.beam.runners.core.StateNamespaces.WindowNamespace;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Namespaces: a number of their kind, and the window with its coder. */
final class NamespaceCodec implements Codec<StateNamespace> {
  private static final int GLOBAL = 0;
  private static final int WINDOW = 1;
  private static final int WINDOW_AND_TRIGGER = 2;

  private final Coder<BoundedWindow> windowCoder;

  NamespaceCodec(Coder<BoundedWindow> windowCoder) {
    this.windowCoder = windowCoder;
  }

  @Override
  public void encode(StateNamespace namespace, OutputStream out) throws IOException {
    if (namespace instanceof GlobalNamespace) {
      out.write(GLOBAL);
    } else if (namespace instanceof WindowNamespace<?> window) {
      out.write(WINDOW);
      windowCoder.encode(window.getWindow(), out);
    } else if (namespace instanceof WindowAndTriggerNamespace<?> trigger) {
      out.write(WINDOW_AND_TRIGGER);
      windowCoder.encode(trigger.getWindow(), out);
      Varint.write(trigger.getTriggerIndex(), out);
    } else {
      throw new IOException("unknown namespace " + namespace);
    }
  }

  @Override
  public StateNamespace decode(InputStream in) throws IOException {
    int kind = in.read();
    return switch (kind) {
      case GLOBAL -> StateNamespaces.global();
      case WINDOW -> StateNamespaces.window(windowCoder, windowCoder.decode(in));
      case WINDOW_AND_TRIGGER -> {
        BoundedWindow window = windowCoder.decode(in);
        yield StateNamespaces.windowAndTrigger(windowCoder, window, (int) Varint.read(in));
      }
      default -> throw new IOException("there is no namespace of kind " + kind);
    };
  }
}
