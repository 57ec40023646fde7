import type { Processor } from '../processor.js';
import { processor as arithmeticProcessor } from './arithmetic-processor.js';
import { processor as arrayMapProcessor } from './array-map-processor.js';
import { processor as arrayProcessor } from './array-processor.js';
import { processor as attributeRemapper } from './attribute-remapper.js';
import { processor as categoryProcessor } from './category-processor.js';
import { processor as dateRemapper } from './date-remapper.js';
import { processor as decoderProcessor } from './decoder-processor.js';
import { processor as excludeAttribute } from './exclude-attribute.js';
import { processor as geoIpParser } from './geo-ip-parser.js';
import { processor as grokParser } from './grok-parser.js';
import { processor as lookupProcessor } from './lookup-processor.js';
import { processor as messageRemapper } from './message-remapper.js';
import { processor as pipeline } from './pipeline.js';
import { processor as schemaProcessor } from './schema-processor.js';
import { processor as serviceRemapper } from './service-remapper.js';
import { processor as spanIdRemapper } from './span-id-remapper.js';
import { processor as statusRemapper } from './status-remapper.js';
import { processor as stringBuilderProcessor } from './string-builder-processor.js';
import { processor as traceIdRemapper } from './trace-id-remapper.js';
import { processor as urlParser } from './url-parser.js';
import { processor as userAgentParser } from './user-agent-parser.js';

/** Every type of processor, in the order of the alphabet. */
export const processors: readonly Processor[] = [
  arithmeticProcessor,
  arrayMapProcessor,
  arrayProcessor,
  attributeRemapper,
  categoryProcessor,
  dateRemapper,
  decoderProcessor,
  excludeAttribute,
  geoIpParser,
  grokParser,
  lookupProcessor,
  messageRemapper,
  pipeline,
  schemaProcessor,
  serviceRemapper,
  spanIdRemapper,
  statusRemapper,
  stringBuilderProcessor,
  traceIdRemapper,
  urlParser,
  userAgentParser,
];
