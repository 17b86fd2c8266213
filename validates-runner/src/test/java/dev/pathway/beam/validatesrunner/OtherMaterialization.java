// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.beam.sdk.transforms.Materialization;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.ViewFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/** A view of a kind that no runner knows how to keep. */
final class OtherMaterialization extends ViewFn<Object, Integer> {
  private static final long serialVersionUID = 1L;

  private OtherMaterialization() {}

  /** Returns the view of a collection. */
  static PCollectionView<?> view(PCollection<Integer> input) {
    return (PCollectionView<?>)
        Proxy.newProxyInstance(
            OtherMaterialization.class.getClassLoader(),
            new Class<?>[] {PCollectionView.class},
            new Handler(input.apply(View.asSingleton())));
  }

  /** All of a view but its function. */
  private record Handler(PCollectionView<Integer> view) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      return method.getName().equals("getViewFn")
          ? new OtherMaterialization()
          : method.invoke(view, args);
    }
  }

  @Override
  public Materialization<Object> getMaterialization() {
    return () -> "test:materialization:v1";
  }

  @Override
  public Integer apply(Object content) {
    throw new AssertionError("a view that cannot be made is not read");
  }

  @Override
  public TypeDescriptor<Integer> getTypeDescriptor() {
    return TypeDescriptors.integers();
  }
}
