import { PeprModule } from 'pepr';
import cfg from './package.json';
import { SixRules } from './six-rules';

new PeprModule(cfg, [SixRules]);
