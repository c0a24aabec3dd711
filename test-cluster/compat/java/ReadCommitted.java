import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what is committed in all partitions of a topic, from the beginning, until its input ends.
 *
 * <p>ReadCommitted BOOTSTRAP TOPIC long|string. Says "read PARTITION OFFSET KEY VALUE" of each record, and once "at the
 * end" when it has come to where the topic ended when it began.
 */
public final class ReadCommitted {
  private ReadCommitted() {}

  public static void main(String[] arguments) throws Exception {
    Deserializer<?> values = arguments[2].equals("long") ? new LongDeserializer() : new StringDeserializer();
    read(arguments[0], arguments[1], values);
  }

  private static <V> void read(String bootstrap, String topic, Deserializer<V> values) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    var ended = Console.endOfInput();
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(one -> new TopicPartition(one.topic(), one.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      boolean atTheEnd = false;
      while (!ended.isDone()) {
        for (var one : consumer.poll(Duration.ofMillis(200)))
          Console.say("read " + one.partition() + " " + one.offset() + " " + one.key() + " " + one.value());
        if (atTheEnd || !partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one))) continue;
        atTheEnd = true;
        Console.say("at the end");
      }
    }
  }
}
