package io.hami.mock.reconcile;

import io.hami.mock.config.Form;
import io.hami.mock.discovery.Vendor;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Set;

/** A vendor whose memory is a number in an annotation. */
public final class FakeVendor implements Vendor {
  public static final ResourceName NAME = ResourceName.parse("example.com/gpumem");
  public static final String ANNOTATION = "example.com/mebibytes";
  public static final Reason BROKEN = new Reason(Reason.Kind.MALFORMED, "not a number");
  private static final Reason GONE = new Reason(Reason.Kind.NO_ANNOTATION, "no annotation");

  private final Family family = new Family("Example", "Example", List.of(NAME), Set.of());
  private int discoveries;

  @Override
  public String name() {
    return "Example";
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    discoveries++;
    return List.of(
        switch (node.annotation(ANNOTATION).orElse("")) {
          case "" -> new Discovery.Absent(family, GONE);
          case "garbage" -> new Discovery.Unreadable(family, BROKEN);
          case String number ->
              new Discovery.Present(family, List.of(), List.of(memory(Long.parseLong(number))));
        });
  }

  private static VirtualResource memory(long mebibytes) {
    return new VirtualResource(
        NAME, Measure.MEMORY, Unit.MEBIBYTE, Quantity.of(mebibytes), SplitFactor.ONE);
  }

  /** How often it was asked. */
  int discoveries() {
    return discoveries;
  }
}
