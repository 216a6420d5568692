import { CalibrationPanel, ConfidencePanel } from '../panels/calibration-panels.tsx';
import { ExposurePanel } from '../panels/exposure-panel.tsx';

export function ModelView() {
  return (
    <div className="halves">
      <ConfidencePanel />
      <CalibrationPanel />
      <div className="full">
        <ExposurePanel />
      </div>
    </div>
  );
}
