import { playRecording } from './play.ts'

playRecording('writefreely')
