import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/**
 * Counts words with Kafka Streams, exactly once; or writes the words, and knows how often each.
 *
 * <pre>
 *   count BOOTSTRAP INPUT OUTPUT APPLICATION FOLDER SESSION_MS    "state NAME"
 *   write BOOTSTRAP INPUT WORDS PER_SECOND                        "acknowledged TOTAL"; at the end "word WORD COUNT"
 * </pre>
 */
public final class WordCount {
  /** The store's name is part of the name of the topic that keeps its changes. */
  private static final String STORE = "counts";

  private WordCount() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "count" -> count(arguments);
      case "write" -> write(arguments);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void count(String[] arguments) throws Exception {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(arguments[2], Consumed.with(Serdes.String(), Serdes.String()))
        .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
        .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore(STORE))
            .withKeySerde(Serdes.String()).withValueSerde(Serdes.Long()))
        .toStream()
        .to(arguments[3], Produced.with(Serdes.String(), Serdes.Long()));
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[4]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[5]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 3);
    // Without the cache each word that is read makes one record of its count.
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), arguments[6]);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    KafkaStreams streams = new KafkaStreams(builder.build(), settings);
    streams.setStateListener((state, before) -> Console.say("state " + state));
    // The other instance would go on without it, and nobody would notice.
    streams.setUncaughtExceptionHandler(reason -> {
      reason.printStackTrace();
      Runtime.getRuntime().halt(1);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
    streams.start();
    Console.endOfInput().join();
    streams.close();
  }

  private static void write(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    int words = Integer.parseInt(arguments[3]);
    long everyMs = 100;
    long perTurn = Long.parseLong(arguments[4]) * everyMs / 1_000;
    Map<String, Long> counts = new ConcurrentHashMap<>();
    var ended = Console.endOfInput();
    Random random = new Random(1);
    long total = 0;
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      while (!ended.isDone()) {
        List<Future<?>> turn = new ArrayList<>();
        for (int index = 0; index < perTurn; index += 1) {
          String word = "word-" + random.nextInt(words);
          counts.merge(word, 1L, Long::sum);
          turn.add(producer.send(new ProducerRecord<>(arguments[2], word)));
        }
        Thread.sleep(everyMs);
        for (Future<?> one : turn) one.get();
        total += turn.size();
        Console.say("acknowledged " + total);
      }
    }
    new TreeMap<>(counts).forEach((word, count) -> Console.say("word " + word + " " + count));
  }
}
