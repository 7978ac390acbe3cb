package io.hami.mock.reconcile;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.discovery.CardFamily;
import io.hami.mock.discovery.Offer;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.discovery.Vendor;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import java.util.List;

/** A vendor whose memory is a number in an annotation, whatever the device config says. */
public final class FakeVendor extends Vendor<String> {
  public static final ResourceName NAME = ResourceName.parse("example.com/gpumem");
  public static final String ANNOTATION = "example.com/mebibytes";
  public static final Reason BROKEN = new Reason(Reason.Kind.MALFORMED, "not a number");
  private static final Reason GONE = new Reason(Reason.Kind.NO_ANNOTATION, "no annotation");
  private static final Offer MEMORY = Offer.memory(NAME, Unit.MEBIBYTE, SplitFactor.ONE);

  private int discoveries;

  public FakeVendor() {
    super("Example", DeviceSection.of("example", _ -> "", ""));
  }

  @Override
  public List<CardFamily> families(String names, NodeFacts node, Hami hami) {
    return List.of(CardFamily.of(name(), name(), this::look, List.of(MEMORY)));
  }

  @Override
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of(CardFamily.of(name(), name(), this::look, List.of(MEMORY)));
  }

  private Discovery look(CardFamily family, NodeFacts node) {
    discoveries++;
    return switch (node.annotation(ANNOTATION).orElse("")) {
      case "" -> new Discovery.Absent(family.onNode(), GONE);
      case "garbage" -> new Discovery.Unreadable(family.onNode(), BROKEN);
      case String number ->
          new Discovery.Present(
              family.onNode(), List.of(), List.of(MEMORY.of(Long.parseLong(number))));
    };
  }

  /** The number of discoveries. */
  int discoveries() {
    return discoveries;
  }
}
