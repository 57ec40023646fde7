import { runService } from '@dogwatch/service';
import { kedaScaler } from './service.js';

await runService(kedaScaler);
