package io.hami.mock.vendor;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AMD (vendors 1.2): memory and compute of all cards. Compute is a percentage, 100 a card: that is
 * what pods ask for, whereas the annotation has the number of compute units. HAMi knows no memory
 * factor for AMD, so none is taken from its configuration.
 */
@Singleton
public final class Amd implements Vendor {
  private static final String NAME = "AMD";
  private static final String CARDS = "hami.io/node-amd-register";
  private static final int PERCENT_A_CARD = 100;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.amd().stream().flatMap(names -> family(names).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(CardNames names) {
    Gate gate = Gate.positive(names.count(), "amd.resourceCountName");
    List<Offer> offers =
        Stream.of(
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)),
                names.cores().map(name -> Offer.cores(name, _ -> PERCENT_A_CARD)))
            .flatMap(Optional::stream)
            .toList();
    Family family = new Family(NAME, NAME, Offer.names(offers), gate.reads());
    return new AnnotationFamily(family, gate, CARDS, Encoding.JSON, offers);
  }
}
